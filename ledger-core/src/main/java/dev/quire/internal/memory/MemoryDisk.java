package dev.quire.internal.memory;

import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A disk in memory: it lives as long as the object does. Closing it frees nothing, so it may be opened again. */
public final class MemoryDisk implements Disk {
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();

    @Override
    public DiskFile open(String name) throws IOException {
        MemoryFile file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public DiskFile create(String name, long size) throws IOException {
        Disk.requireName(name);
        if (files.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        MemoryFile file = new MemoryFile(Math.toIntExact(size));
        files.put(name, file);
        return file;
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Disk.requireName(to);
        MemoryFile file = files.remove(from);
        if (file == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, file);
    }

    @Override
    public void delete(String name) throws IOException {
        if (files.remove(name) == null) {
            throw new NoSuchFileException(name);
        }
    }

    @Override
    public void syncNames() {
        // Memory has nothing more durable than itself.
    }

    @Override
    public void close() {
        // The owner of the object decides how long the files live.
    }

    private static final class MemoryFile implements DiskFile {
        private byte[] bytes;
        private int size;

        MemoryFile(int size) {
            this.bytes = new byte[size];
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int read(long position, ByteBuffer target) {
            int length = (int) Math.max(0, Math.min(target.remaining(), size - position));
            if (length > 0) {
                target.put(bytes, (int) position, length);
            }
            return length;
        }

        @Override
        public void write(long position, ByteBuffer source) {
            int start = Math.toIntExact(position);
            int end = Math.addExact(start, source.remaining());
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + (bytes.length >> 1)));
            }
            source.get(bytes, start, source.remaining());
            size = Math.max(size, end);
        }

        @Override
        public void truncate(long newSize) {
            if (newSize < size) {
                Arrays.fill(bytes, (int) newSize, size, (byte) 0);
                size = (int) newSize;
            }
        }

        @Override
        public void sync() {
            // Memory has nothing more durable than itself.
        }

        @Override
        public void close() {
            // The disk keeps the bytes.
        }
    }
}
