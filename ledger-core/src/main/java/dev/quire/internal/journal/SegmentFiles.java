package dev.quire.internal.journal;

import dev.quire.hash.Hash;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files {@code journal-<sequence>.log}; a few of them are held open. */
final class SegmentFiles implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("journal-(\\d{10})\\.log");
    private static final int MAX_OPEN = 8;

    private final Disk disk;
    private final Identity identity;
    private final LinkedHashMap<Integer, DiskFile> open = new LinkedHashMap<>(16, 0.75f, true);

    SegmentFiles(Disk disk, Identity identity) {
        this.disk = disk;
        this.identity = identity;
    }

    Identity identity() {
        return identity;
    }

    static String name(int sequence) {
        return String.format(Locale.ROOT, "journal-%010d.log", sequence);
    }

    /** The number in a segment's name; empty for other files. */
    static OptionalInt sequence(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
    }

    /** Ascending. */
    List<Integer> sequences() throws IOException {
        return disk.list().stream()
                .map(SegmentFiles::sequence)
                .flatMapToInt(OptionalInt::stream)
                .sorted()
                .boxed()
                .toList();
    }

    /** Refuses a directory with another's segments before anything in it is changed. */
    void requireOwn() throws IOException {
        for (int sequence : sequences()) {
            header(sequence);
        }
    }

    /** Makes a segment of {@code size} bytes with its header; file and name are durable afterwards. */
    void create(int sequence, long size, long firstNumber, Hash previous) throws IOException {
        DiskFile file = disk.create(name(sequence), size);
        remember(sequence, file);
        file.write(0, new SegmentHeader(identity, sequence, firstNumber, previous).encoded());
        file.sync();
        disk.syncNames();
    }

    DiskFile file(int sequence) throws IOException {
        DiskFile file = open.get(sequence);
        if (file == null) {
            file = disk.open(name(sequence));
            remember(sequence, file);
        }
        return file;
    }

    private void remember(int sequence, DiskFile file) throws IOException {
        open.put(sequence, file);
        if (open.size() > MAX_OPEN) {
            Iterator<DiskFile> eldest = open.values().iterator();
            DiskFile unused = eldest.next();
            eldest.remove();
            unused.close();
        }
    }

    /** Empty if the bytes at the segment's start are no header. */
    Optional<SegmentHeader> header(int sequence) throws IOException {
        Optional<SegmentHeader> header = SegmentHeader.read(file(sequence));
        if (header.isPresent() && !header.get().identity().equals(identity)) {
            throw new ForeignDirectoryException(name(sequence), header.get().identity(), identity);
        }
        return header.filter(h -> h.sequence() == sequence);
    }

    /** The number of a segment's first record; 0 if it cannot be read. */
    long firstNumber(int sequence) throws IOException {
        return disk.exists(name(sequence))
                ? header(sequence).map(SegmentHeader::firstNumber).orElse(0L)
                : 0;
    }

    /** Not durable before {@link #syncNames()}. */
    void delete(int sequence) throws IOException {
        DiskFile file = open.remove(sequence);
        if (file != null) {
            file.close();
        }
        disk.delete(name(sequence));
    }

    /** Deletes all segments with lower numbers, durably. */
    void deleteBelow(int sequence) throws IOException {
        boolean deleted = false;
        for (int found : sequences()) {
            if (found < sequence) {
                delete(found);
                deleted = true;
            }
        }
        if (deleted) {
            syncNames();
        }
    }

    void syncNames() throws IOException {
        disk.syncNames();
    }

    @Override
    public void close() throws IOException {
        for (DiskFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
