package dev.quire.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A small file that holds a secret: only its owner may touch it, and it is there whole or not at all. */
public final class OwnerOnlyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnerOnlyFile() {}

    /**
     * @param maxSize the most bytes that the file may have
     * @throws KeyFileException if others than its owner may touch the file, or it is larger, or a directory
     * @throws IOException if it cannot be read
     */
    public static byte[] read(Path file, int maxSize) throws IOException {
        if (Files.isDirectory(file)) {
            throw new KeyFileException(file, "is a directory");
        }
        requireOwnerOnly(file);
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(maxSize + 1);
        }
        if (content.length > maxSize) {
            throw new KeyFileException(file, "is larger than " + maxSize + " bytes: it is no key file");
        }
        return content;
    }

    private static void requireOwnerOnly(Path file) throws IOException {
        Set<PosixFilePermission> permissions = permissions(file);
        EnumSet<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(permissions);
        others.removeAll(OWNER_ONLY);
        others.remove(PosixFilePermission.OWNER_EXECUTE);
        if (!others.isEmpty()) {
            throw new KeyFileException(
                    file,
                    "is open to others than its owner (" + PosixFilePermissions.toString(permissions)
                            + "): run chmod 600 " + file);
        }
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            throw new KeyFileException(file, "is on a file system without permissions: keep keys on another one");
        }
        return view.readAttributes().permissions();
    }

    /**
     * Writes a new file with mode 0600; it appears under its name only when it is whole and durable.
     *
     * @throws FileAlreadyExistsException if the file exists: a key is never overwritten
     * @throws IOException if it cannot be written
     */
    public static void writeNew(Path file, byte[] content) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString(), null, "a key is never overwritten");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try {
            writeDurably(part, content);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        syncDirectory(file);
    }

    private static void writeDurably(Path file, byte[] content) throws IOException {
        // The permission is there from the first moment: a file that is narrowed later was open for a while.
        FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, mode)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (UnsupportedOperationException e) {
            throw new KeyFileException(file, "is on a file system without permissions: keep keys on another one", e);
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
