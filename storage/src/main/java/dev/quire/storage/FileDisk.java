package dev.quire.storage;

import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of a file system. It is locked while it is open, against a second node in this or another process. Used
 * by the journal's thread alone: an interrupt of a thread inside would close the file under it.
 */
public final class FileDisk implements Disk {
    private static final int CHUNK = 256 << 10;

    private final Path directory;
    private final DirectoryLock lock;

    private FileDisk(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Opens a directory, and makes it, for its owner alone, if it is missing.
     *
     * @throws DirectoryInUseException if a node has it open
     */
    public static FileDisk open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            create(directory.toAbsolutePath());
        }
        return new FileDisk(directory, DirectoryLock.acquire(directory));
    }

    private static void create(Path directory) throws IOException {
        Path parent = directory.getParent();
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(directory, ownerOnly);
        if (parent != null) {
            sync(parent);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path path(String name) {
        if (isLock(Disk.requireName(name))) {
            throw new IllegalArgumentException("'" + name + "' is the disk's own");
        }
        return directory.resolve(name);
    }

    private static boolean isLock(String name) {
        return name.equals(DirectoryLock.OWN_PROCESS) || name.equals(DirectoryLock.OTHER_PROCESSES);
    }

    /** A file of a disk that may be open elsewhere, for reading only. Used by one thread; an interrupt closes it. */
    public static DiskFile openToRead(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path path = path(name);
        if (!exists(name)) {
            throw new NoSuchFileException(path.toString());
        }
        return new ChannelFile(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile create(String name, long size) throws IOException {
        Path path = path(name);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        ChannelFile file = new ChannelFile(FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            file.fill(size);
            return file;
        } catch (IOException e) {
            // Half a file of a full disk would only be in the way.
            file.close();
            Files.delete(path);
            throw e;
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.isRegularFile(path(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> !isLock(name))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    @Override
    public void syncNames() throws IOException {
        sync(directory);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Reads and writes in pieces: the JDK copies each through a direct buffer of its size and keeps that one. */
    private record ChannelFile(FileChannel channel) implements DiskFile {
        void fill(long size) throws IOException {
            ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
            for (long position = 0; position < size; position += CHUNK) {
                write(position, zeros.clear().limit((int) Math.min(CHUNK, size - position)));
            }
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            int total = 0;
            while (target.hasRemaining()) {
                ByteBuffer piece = piece(target);
                int read = channel.read(piece, position + total);
                if (read < 0) {
                    break;
                }
                target.position(target.position() + read);
                total += read;
            }
            return total;
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            long next = position;
            while (source.hasRemaining()) {
                int written = channel.write(piece(source), next);
                source.position(source.position() + written);
                next += written;
            }
        }

        private static ByteBuffer piece(ByteBuffer buffer) {
            return buffer.slice(buffer.position(), Math.min(CHUNK, buffer.remaining()));
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
