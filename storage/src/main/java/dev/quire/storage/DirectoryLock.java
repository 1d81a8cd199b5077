package dev.quire.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a directory for one opener. Two files, because POSIX drops a process's lock on a file as soon as the process
 * closes <em>any</em> handle to it: a second opener in this JVM fails at {@code lock.jvm}, whose lock is lost thereby
 * for other processes only, and never touches {@code lock}, which keeps those away.
 */
final class DirectoryLock implements AutoCloseable {
    static final String OWN_PROCESS = "lock.jvm";
    static final String OTHER_PROCESSES = "lock";

    private final FileChannel own;
    private final FileChannel others;

    private DirectoryLock(FileChannel own, FileChannel others) {
        this.own = own;
        this.others = others;
    }

    static DirectoryLock acquire(Path directory) throws IOException {
        FileChannel own = lock(directory, OWN_PROCESS);
        try {
            return new DirectoryLock(own, lock(directory, OTHER_PROCESSES));
        } catch (IOException e) {
            own.close();
            throw e;
        }
    }

    private static FileChannel lock(Path directory, String name) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new DirectoryInUseException(directory, "another process");
            }
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new DirectoryInUseException(directory, "this process");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        others.close();
        own.close();
    }
}
