package dev.quire.testkit;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk that keeps its promises and not a bit more, repeatable from a seed. At a {@linkplain #crash() crash} each
 * unsynced change of the names and each 512-byte sector of each unsynced write is kept or lost by a throw of the dice.
 *
 * <p>Changes are counted: writes, syncs, and changes of names, each one operation; {@link #stopBefore} lets the power
 * fail at any of them.
 */
public final class SimDisk implements Disk {
    private static final int ATTEMPTS_TO_ROT = 200;

    private final RandomGenerator random;
    private final TreeMap<String, SimFile> names = new TreeMap<>();
    private final TreeMap<String, SimFile> durableNames = new TreeMap<>();
    private final List<NameChange> unsyncedNames = new ArrayList<>();
    private long operations;
    private long stopBefore = Long.MAX_VALUE;
    private boolean failSync;
    private boolean full;
    private int crashes;

    /** A change of a directory: {@code to} gets a file, or {@code from} goes, or both. */
    private record NameChange(String from, String to, SimFile file) {
        void applyTo(TreeMap<String, SimFile> directory) {
            if (!from.isEmpty()) {
                directory.remove(from);
            }
            if (!to.isEmpty()) {
                directory.put(to, file);
            }
        }
    }

    public SimDisk(RandomGenerator random) {
        this.random = random;
    }

    /** How many changes were made so far. */
    public long operations() {
        return operations;
    }

    /** The power fails before the {@code count}-th operation from now on, 1 for the next. */
    public void stopBefore(long count) {
        stopBefore = operations + count;
    }

    /** The next sync of a file fails, and what it should have made durable stays unsynced. */
    public void failSync() {
        failSync = true;
    }

    /** Until {@link #heal} no new file finds room. */
    public void fill() {
        full = true;
    }

    /** Takes back what {@link #stopBefore}, {@link #failSync} and {@link #fill} asked for. */
    public void heal() {
        stopBefore = Long.MAX_VALUE;
        failSync = false;
        full = false;
    }

    /** Turns one bit of what is stored, as decay does. Bit 0 is the lowest of the first byte. */
    public void flipBit(String name, long bit) throws IOException {
        existing(name).flipBit(bit);
    }

    /** Turns a bit of a byte, other than zero where one is found soon, of any file; returns its name. */
    Optional<String> rot() {
        List<String> all = List.copyOf(names.keySet());
        for (int attempt = 0; attempt < ATTEMPTS_TO_ROT && !all.isEmpty(); attempt++) {
            String name = all.get(random.nextInt(all.size()));
            SimFile file = names.get(name);
            int index = file == null || file.size() == 0 ? 0 : random.nextInt(file.size());
            if (file != null && index < file.size() && file.byteAt(index) != 0) {
                file.flipBit((long) index * Byte.SIZE + random.nextInt(Byte.SIZE));
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** All that is durable, to be given to {@link #restore}. */
    Map<String, Bytes> copy() {
        TreeMap<String, Bytes> copy = new TreeMap<>();
        durableNames.forEach((name, file) -> copy.put(name, file.durable()));
        return copy;
    }

    /** From now on the disk holds this and nothing else. Open files are gone. */
    void restore(Map<String, Bytes> copy) {
        crash();
        names.clear();
        copy.forEach((name, bytes) -> names.put(name, SimFile.holding(bytes)));
        durableNames.clear();
        durableNames.putAll(names);
    }

    /** Has anything been changed that no sync has made durable? */
    public boolean hasUnsynced() {
        return !unsyncedNames.isEmpty() || names.values().stream().anyMatch(SimFile::hasUnsynced);
    }

    /** The machine stops and starts again: open files are gone, and of unsynced changes any part may be. */
    public void crash() {
        for (NameChange change : unsyncedNames) {
            if (random.nextBoolean()) {
                change.applyTo(durableNames);
            }
        }
        unsyncedNames.clear();
        names.clear();
        names.putAll(durableNames);
        names.values().forEach(file -> file.crash(random));
        heal();
        crashes++;
    }

    private void operation() throws PowerLossException {
        if (operations + 1 >= stopBefore) {
            throw new PowerLossException(stopBefore);
        }
        operations++;
    }

    private SimFile existing(String name) throws NoSuchFileException {
        SimFile file = names.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    private void change(NameChange change) throws PowerLossException {
        operation();
        change.applyTo(names);
        unsyncedNames.add(change);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new Handle(existing(name));
    }

    @Override
    public DiskFile create(String name, long size) throws IOException {
        if (exists(Disk.requireName(name))) {
            throw new FileAlreadyExistsException(name);
        }
        if (full) {
            throw new IOException("simulated disk: no space left");
        }
        SimFile file = new SimFile();
        change(new NameChange("", name, file));
        file.write(0, new byte[Math.toIntExact(size)]);
        return new Handle(file);
    }

    @Override
    public boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change(new NameChange(from, Disk.requireName(to), existing(from)));
    }

    @Override
    public void delete(String name) throws IOException {
        change(new NameChange(name, "", existing(name)));
    }

    @Override
    public void syncNames() throws IOException {
        operation();
        unsyncedNames.forEach(change -> change.applyTo(durableNames));
        unsyncedNames.clear();
    }

    @Override
    public void close() {
        // The directory outlives its opener.
    }

    /** An open file; dead after a crash. */
    private final class Handle implements DiskFile {
        private final SimFile file;
        private final int born = crashes;

        Handle(SimFile file) {
            this.file = file;
        }

        private SimFile live() throws IOException {
            if (born != crashes) {
                throw new IOException("the file was opened before the simulated crash");
            }
            return file;
        }

        private SimFile changing() throws IOException {
            SimFile live = live();
            operation();
            return live;
        }

        @Override
        public long size() throws IOException {
            return live().size();
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return live().read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            SimFile target = changing();
            source.get(bytes);
            target.write(position, bytes);
        }

        @Override
        public void truncate(long size) throws IOException {
            changing().truncate(size);
        }

        @Override
        public void sync() throws IOException {
            SimFile target = changing();
            if (failSync) {
                failSync = false;
                throw new IOException("simulated failure of a sync");
            }
            target.sync();
        }

        @Override
        public void close() {
            // Nothing is held but memory.
        }
    }
}
