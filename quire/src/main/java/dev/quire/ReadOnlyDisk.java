package dev.quire;

import dev.quire.internal.memory.MemoryDisk;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Shows another disk and keeps every change away from it: a journal opened on it reads what is there, and the marks that
 * an opening leaves go nowhere. Writes to files of the other disk are dropped; files made here live in memory.
 */
final class ReadOnlyDisk implements Disk {
    private final Disk real;
    private final MemoryDisk made = new MemoryDisk();
    private final Set<String> deleted = new TreeSet<>();

    ReadOnlyDisk(Disk real) {
        this.real = real;
    }

    private boolean isReal(String name) throws IOException {
        return !deleted.contains(name) && real.exists(name);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return made.exists(name) || !isReal(name) ? made.open(name) : new ReadOnlyFile(real.open(name));
    }

    @Override
    public DiskFile create(String name, long size) throws IOException {
        return made.create(name, size);
    }

    @Override
    public boolean exists(String name) throws IOException {
        return made.exists(name) || isReal(name);
    }

    @Override
    public List<String> list() throws IOException {
        return Stream.concat(made.list().stream(), real.list().stream().filter(name -> !deleted.contains(name)))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (!made.exists(from)) {
            throw new IOException("only files made here are renamed, " + from + " is not");
        }
        made.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        if (made.exists(name)) {
            made.delete(name);
        }
        deleted.add(name);
    }

    @Override
    public void syncNames() {}

    @Override
    public void close() throws IOException {
        real.close();
    }

    private record ReadOnlyFile(DiskFile file) implements DiskFile {
        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return file.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) {
            source.position(source.limit());
        }

        @Override
        public void truncate(long size) {}

        @Override
        public void sync() {}

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
