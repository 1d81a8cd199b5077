package dev.quire.verify;

import dev.quire.codec.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files whose greatest size is known. */
final class SmallFile {
    private SmallFile() {}

    /** The bytes of the file, which may be at most {@code limit}. */
    static Bytes read(String file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException(file + " is larger than " + limit + " bytes: it is not such a file");
            }
            return Bytes.wrap(bytes);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (InvalidPathException e) {
            throw new IOException("no file can be called " + file, e);
        }
    }
}
