package dev.quire.client;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.lightclient.TrustedHead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a light client's trusted head outlives the process. Mode 0600; replaced as a whole, so that a crash leaves the old
 * head or the new one. For one process at a time.
 */
public final class HeadFile {
    private final Path file;

    public HeadFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * The head that was saved last; empty if there is no file yet.
     *
     * @throws IOException if the file cannot be read or holds something else: a head that is lost must be replaced by
     *     people, since beginning anew would accept a rewritten chain
     */
    public Optional<TrustedHead> load() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(TrustedHead.decode(Bytes.wrap(in.readNBytes(TrustedHead.MAX_SIZE + 1))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (MalformedException e) {
            throw new IOException(unusable(e.getMessage()), e);
        }
    }

    /** What to tell people of a file that holds something else, or nothing that holds. */
    String unusable(String why) {
        return file + " holds no trusted head: " + why + ". Restore it, or delete it to begin anew";
    }

    /** Replaces the head; durable when this returns. */
    public void save(TrustedHead head) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(next, options, ownerOnly())) {
            ByteBuffer bytes = head.encoded().asBuffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
    }

    private FileAttribute<?>[] ownerOnly() {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                }
                : new FileAttribute<?>[0];
    }

    private void syncDirectory() throws IOException {
        Path directory = file.getParent();
        if (directory != null
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
