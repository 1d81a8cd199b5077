package dev.quire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories: copied, moved and deleted so that a crash leaves the old or the new. Links are not followed. */
final class FileTree {
    private static final int CHUNK = 256 << 10;

    private FileTree() {}

    /**
     * All files below, in a fixed order; empty if there is no such directory. Their owner may delete some meanwhile, as a
     * node does that runs: these may be among them or not.
     */
    static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        Collections.sort(files);
        return files;
    }

    static long bytes(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Copies files one level deep; durable when it returns. {@code target} is made. */
    static void copy(List<Path> files, Path target, Counter copied) throws IOException {
        Files.createDirectories(target);
        for (Path file : files) {
            copy(file, target.resolve(String.valueOf(file.getFileName())), copied);
        }
        sync(target);
    }

    /** As {@link #copy}, of files that their owner may delete meanwhile. */
    static void copyWhatIsLeft(List<Path> files, Path target, Counter copied) throws IOException {
        for (Path file : files) {
            try {
                copy(List.of(file), target, copied);
            } catch (NoSuchFileException e) {
                // Deleted meanwhile, as allowed.
                Files.deleteIfExists(target.resolve(String.valueOf(file.getFileName())));
            }
        }
    }

    /** Of those that have not been deleted meanwhile. */
    static long bytesThatAreLeft(List<Path> files) {
        return files.stream().mapToLong(file -> file.toFile().length()).sum();
    }

    /** Is told of bytes as they are copied. */
    @FunctionalInterface
    interface Counter {
        void add(long bytes) throws IOException;
    }

    private static void copy(Path from, Path to, Counter copied) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (in.read(chunk) >= 0) {
                chunk.flip();
                long bytes = chunk.remaining();
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
                copied.add(bytes);
                chunk.clear();
            }
            out.force(true);
        }
    }

    /** Gives a directory another name, durably. The name must be free. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        Path parent = to.toAbsolutePath().getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    /** Makes the names in a directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Does nothing if it is not there. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
