package dev.quire.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What tests do to the files of a store behind its back. */
final class Directories {
    private Directories() {}

    /** The files as a crash of the process would leave them, provided that no flush is running. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    static Path largestTable(Path directory) throws IOException {
        return files(directory).stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .max(Comparator.comparingLong(Directories::size))
                .orElseThrow();
    }

    static void flipBit(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
