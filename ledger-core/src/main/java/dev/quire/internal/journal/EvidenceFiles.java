package dev.quire.internal.journal;

import dev.quire.block.Evidence;
import dev.quire.block.PublicKey;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files {@code evidence-<number>-<checksum>.quire}: each holds the canonical bytes of one {@link Evidence} and
 * nothing else, so that it can be handed to whoever wants to judge it (docs/spec/journal.md, "Evidence").
 *
 * <p>Of one lie the first proof is kept, of one member the first {@value #MAX_OF_ONE} lies: more would tell nothing new,
 * and a liar shall not fill the disk. Written by one thread; {@link #all} is for any.
 */
public final class EvidenceFiles {
    /** The most proofs against one member, and the most conflicts of certificates. */
    public static final int MAX_OF_ONE = 64;
    /** The most files. */
    public static final int MAX_FILES = 1024;
    /** The most bytes of all files together. */
    public static final long MAX_BYTES = 8L * 1024 * 1024;

    private static final String UNFINISHED = "evidence.new";
    private static final Pattern NAME = Pattern.compile("evidence-(\\d{6})-([0-9a-f]{8})\\.quire");

    /** What a lie was told about; empty parts for a conflict of certificates. */
    private record Place(Optional<PublicKey> liar, Optional<VoteKind> kind, long height, long view) {
        static Place of(Evidence evidence) {
            if (evidence instanceof Evidence.DoubleVote lie) {
                return new Place(
                        Optional.of(lie.member()),
                        Optional.of(lie.first().kind()),
                        lie.first().height(),
                        lie.first().view());
            }
            Evidence.ConflictingCertificates fork = (Evidence.ConflictingCertificates) evidence;
            return new Place(Optional.empty(), Optional.empty(), fork.first().height(), 0);
        }
    }

    private final Disk disk;
    private final List<Damage> damages = new ArrayList<>();
    private volatile List<Evidence> kept = List.of();
    private int files;
    private int lastNumber;
    private long bytes;

    private EvidenceFiles(Disk disk) {
        this.disk = disk;
    }

    /** Reads what a directory holds. A file that has decayed stays where it is and is listed as damage. */
    public static EvidenceFiles open(Disk disk) throws IOException {
        EvidenceFiles evidence = new EvidenceFiles(disk);
        for (String name : disk.list()) {
            Matcher parts = NAME.matcher(name);
            if (parts.matches() && evidence.files < MAX_FILES) {
                evidence.read(name, Integer.parseInt(parts.group(1)), parts.group(2));
            }
        }
        return evidence;
    }

    /** Does a node keep evidence under such a name? */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static String name(int number, Bytes content) {
        return String.format(Locale.ROOT, "evidence-%06d-%08x.quire", number, Checksum.of(content.asBuffer()));
    }

    /** What is wrong with the file of such a name; empty if it is as it was written. */
    public static Optional<String> problem(String name, Bytes content) {
        Matcher parts = NAME.matcher(name);
        boolean same = parts.matches() && name.equals(name(Integer.parseInt(parts.group(1)), content));
        return same ? Optional.empty() : Optional.of("its bytes do not have the checksum that its name has");
    }

    private void read(String name, int number, String checksum) throws IOException {
        files++;
        lastNumber = Math.max(lastNumber, number);
        try (DiskFile file = disk.open(name)) {
            int size = (int) Math.min(file.size(), Evidence.MAX_SIZE + 1L);
            bytes += size;
            ByteBuffer content = ByteBuffer.allocate(size);
            file.read(0, content);
            Bytes encoded = Bytes.wrap(content.array());
            if (!name.equals(name(number, encoded))) {
                throw new MalformedException("its bytes do not have the checksum " + checksum);
            }
            add(Evidence.decode(encoded));
        } catch (MalformedException e) {
            damages.add(new Damage(
                    name,
                    0,
                    0,
                    OptionalLong.empty(),
                    "this evidence is damaged and proves nothing: " + e.getMessage()));
        }
    }

    private void add(Evidence evidence) {
        List<Evidence> more = new ArrayList<>(kept);
        more.add(evidence);
        kept = List.copyOf(more);
    }

    /** All that is whole, in the order in which it was found. Any thread. */
    public List<Evidence> all() {
        return kept;
    }

    /** The files that are not whole. */
    public List<Damage> damages() {
        return List.copyOf(damages);
    }

    /**
     * Makes evidence durable; when this returns a name, the file with that name is there after any crash.
     *
     * @return empty if this lie is proven already, or enough is kept
     */
    public Optional<String> keep(Evidence evidence) throws IOException {
        Bytes content = evidence.encoded();
        if (!isWanted(Place.of(evidence), content.size())) {
            return Optional.empty();
        }
        String name = name(lastNumber + 1, content);
        if (disk.exists(UNFINISHED)) {
            disk.delete(UNFINISHED);
        }
        try (DiskFile file = disk.create(UNFINISHED, content.size())) {
            file.write(0, content.asBuffer());
            file.sync();
        }
        disk.rename(UNFINISHED, name);
        disk.syncNames();
        lastNumber++;
        files++;
        bytes += content.size();
        add(evidence);
        return Optional.of(name);
    }

    private boolean isWanted(Place place, int size) {
        List<Place> before = kept.stream().map(Place::of).toList();
        long ofThisOne =
                before.stream().filter(one -> one.liar().equals(place.liar())).count();
        return !before.contains(place) && ofThisOne < MAX_OF_ONE && files < MAX_FILES && bytes + size <= MAX_BYTES;
    }
}
