package dev.quire.gateway.upkeep;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.client.DealOutbox;
import dev.quire.health.client.OutboxFullException;
import dev.quire.health.custody.Deal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals that wait on disk: a directory for each custodian, named by its id, with each deal in a file of its own, named by its
 * dealId: SHA-256 of the deal, then the deal. The file's time gives the order. A deal is there whole, and durably, when {@link
 * #keep} returns. Several processes may use one outbox: whoever publishes keeps deals, and the service beside the node hands
 * them in. A deal that a crash brings back after it was {@link #done} is handed in once more, which changes nothing.
 *
 * <p>Holds so many deals for each custodian as it has room for, and some more where several processes keep them at once: each
 * counts what the others did every {@link #COUNTED_FOR}. Safe for use by several threads.
 */
public final class FileOutbox implements DealOutbox {
    /** The usual room for each custodian, in deals: of a kilobyte or two, each in a block or two of the disk. */
    public static final int USUAL_ROOM = 100_000;
    /** How long a count is good. */
    static final Duration COUNTED_FOR = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(FileOutbox.class);
    private static final String DEAL = ".deal";
    private static final String PART = ".part";
    /** Nobody is still writing a file that old. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path directory;
    private final Hash chainId;
    private final int room;
    private final SortedMap<Id, Count> counts = new TreeMap<>();
    private Instant newest = Instant.MIN;

    /** How many deals wait for a custodian, as far as this process knows. */
    private static final class Count {
        private int deals;
        private long countedNanos;
        private boolean isWarned;
    }

    private FileOutbox(Path directory, Hash chainId, int room) {
        this.directory = directory;
        this.chainId = chainId;
        this.room = room;
    }

    /**
     * Opens or creates it.
     *
     * @param directory for this outbox only; mode 0700 from now on
     * @param room the most deals that wait for one custodian, 1 or more
     */
    public static FileOutbox open(Path directory, Hash chainId, int room) throws IOException {
        createOwnerOnly(directory);
        FileOutbox outbox = new FileOutbox(directory, chainId, room);
        outbox.adopt();
        for (Id custodian : outbox.custodians()) {
            outbox.sweep(custodian);
        }
        return outbox;
    }

    /**
     * Reads the room from a setting.
     *
     * @throws IllegalArgumentException if it is no number, or less than 1
     */
    public static int parseRoom(String text) {
        int room = Integer.parseInt(text);
        if (room < 1) {
            throw new IllegalArgumentException("there is room for one deal at least");
        }
        return room;
    }

    private static void createOwnerOnly(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    /** What an earlier version kept: all deals in one directory, named by when they came. */
    private void adopt() throws IOException {
        for (Path file : files(directory, DEAL).stream().sorted().toList()) {
            Optional<Deal> deal = new KeptFile(file, Instant.EPOCH).read();
            if (deal.isPresent()) {
                write(deal.get());
                Files.deleteIfExists(file);
            }
        }
    }

    /** What a process left that was killed while it wrote. */
    private void sweep(Id custodian) throws IOException {
        Instant old = Instant.now().minus(ABANDONED);
        for (Path part : files(directory(custodian), PART)) {
            if (time(part).isBefore(old)) {
                Files.deleteIfExists(part);
            }
        }
    }

    @Override
    public synchronized void keep(Deal deal) throws IOException {
        if (Files.exists(file(deal))) {
            return;
        }
        Count count = count(deal.custodian());
        if (count.deals >= room) {
            throw new OutboxFullException(deal.custodian(), count.deals);
        }
        write(deal);
        count.deals++;
    }

    private void write(Deal deal) throws IOException {
        Path own = directory(deal.custodian());
        if (!Files.isDirectory(own)) {
            createOwnerOnly(own);
            try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
        Bytes encoded = deal.encoded();
        Bytes content = Fingerprint.sha256(encoded).bytes().concat(encoded);
        try {
            OwnerOnlyFile.writeNew(file(deal), content.toArray());
        } catch (FileAlreadyExistsException e) {
            log.debug("{} was kept by another process", file(deal));
            return;
        }
        Instant now = Instant.now();
        newest = now.isAfter(newest) ? now : newest.plusNanos(1_000);
        setTime(file(deal), newest);
    }

    /** Two of one moment keep their order so. */
    private static void setTime(Path file, Instant time) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(time));
        } catch (NoSuchFileException e) {
            log.debug("{} was handed in by another process", file);
        }
    }

    @Override
    public synchronized void done(Deal deal) throws IOException {
        if (Files.deleteIfExists(file(deal))) {
            count(deal.custodian()).deals--;
        }
    }

    @Override
    public synchronized SortedMap<Id, Integer> counts() throws IOException {
        SortedMap<Id, Integer> waiting = new TreeMap<>();
        for (Id custodian : custodians()) {
            waiting.put(custodian, files(directory(custodian), DEAL).size());
        }
        return waiting;
    }

    /** The most deals that wait for one custodian. */
    public int room() {
        return room;
    }

    /** A file that is damaged is set aside under another name when it is read, and told to the operator. */
    @Override
    public List<Kept> waiting(Id custodian) throws IOException {
        return List.copyOf(keptBefore(custodian, Instant.MAX));
    }

    /** What waits for one custodian and was kept before then, the oldest first. */
    List<KeptFile> keptBefore(Id custodian, Instant before) throws IOException {
        List<KeptFile> kept = new ArrayList<>();
        for (Path file : files(directory(custodian), DEAL)) {
            Instant time = time(file);
            if (time.isBefore(before)) {
                kept.add(new KeptFile(file, time));
            }
        }
        kept.sort(Comparator.comparing((KeptFile one) -> one.time).thenComparing(one -> one.file));
        return kept;
    }

    /** A deal in its file. */
    final class KeptFile implements Kept {
        private final Path file;
        private final Instant time;

        private KeptFile(Path file, Instant time) {
            this.file = file;
            this.time = time;
        }

        @Override
        public Optional<Deal> read() throws IOException {
            try {
                return Optional.of(decode(OwnerOnlyFile.read(file, Hash.SIZE + Deal.MAX_SIZE)));
            } catch (NoSuchFileException e) {
                log.debug("{} was handed in by another process", file);
            } catch (MalformedException e) {
                Path aside = file.resolveSibling(file.getFileName() + ".damaged");
                Files.move(file, aside);
                log.error("{} is damaged ({}): its custodian has to be dealt to anew", aside, e.getMessage());
            }
            return Optional.empty();
        }
    }

    private Deal decode(byte[] content) throws MalformedException {
        Bytes bytes = Bytes.wrap(content);
        if (bytes.size() < Hash.SIZE) {
            throw new MalformedException("deal: it is cut off");
        }
        Bytes encoded = bytes.slice(Hash.SIZE, bytes.size());
        if (!Fingerprint.sha256(encoded).bytes().equals(bytes.slice(0, Hash.SIZE))) {
            throw new MalformedException("deal: its bytes are not those that were kept");
        }
        return Deal.decode(chainId, encoded);
    }

    /** Lists the directory now and then only; says once when there is little room left. */
    private Count count(Id custodian) throws IOException {
        Count count = counts.computeIfAbsent(custodian, first -> new Count());
        long nanos = System.nanoTime();
        if (count.countedNanos == 0 || nanos - count.countedNanos > COUNTED_FOR.toNanos()) {
            count.deals = files(directory(custodian), DEAL).size();
            count.countedNanos = nanos;
        }
        boolean isNearlyFull = count.deals >= room - room / 5;
        if (isNearlyFull && !count.isWarned) {
            log.warn(
                    "{} deals wait for custodian {}, and there is room for {}: when it is full no record can be published; see"
                            + " why that member is away, give more room (outbox-room), or set a committee without it",
                    count.deals,
                    custodian,
                    room);
        }
        count.isWarned = isNearlyFull;
        return count;
    }

    private List<Id> custodians() throws IOException {
        List<Id> custodians = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.matches("[0-9a-f]{" + 2 * Id.SIZE + "}")) {
                    custodians.add(Id.fromHex(name));
                }
            }
        }
        return custodians;
    }

    private Path directory(Id custodian) {
        return directory.resolve(custodian.toHex());
    }

    private Path file(Deal deal) {
        return directory(deal.custodian()).resolve(deal.dealId().toHex() + DEAL);
    }

    /** Long ago for one that is gone. */
    private static Instant time(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }

    /** In no order. */
    private static List<Path> files(Path directory, String end) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + end)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException e) {
            log.trace("nothing was ever kept in {}", directory);
        }
        return files;
    }
}
