package dev.quire.health.keys.file;

import dev.quire.crypto.OwnerOnlyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A passphrase that nobody thought up: 192 random bits, as 32 letters, digits, hyphens and underscores. It lies in a file beside
 * what it opens, for a program. Guessing gets nowhere near it, so a key file under it need not make each guess dear.
 */
public final class DrawnPassphrase implements AutoCloseable {
    private static final int BYTES = 24;

    private final char[] text;

    private DrawnPassphrase(char[] text) {
        this.text = text;
    }

    public static DrawnPassphrase draw(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        byte[] ascii = Base64.getUrlEncoder().encode(bytes);
        char[] text = new char[ascii.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) ascii[i];
        }
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(ascii, (byte) 0);
        return new DrawnPassphrase(text);
    }

    /**
     * Writes a file that {@link PassphraseFile} reads, mode 0600.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    public void save(Path file) throws IOException {
        byte[] line = (new String(text) + "\n").getBytes(StandardCharsets.US_ASCII);
        OwnerOnlyFile.writeNew(file, line);
        Arrays.fill(line, (byte) 0);
    }

    /** Not a copy. */
    char[] text() {
        return text;
    }

    /** Overwrites it. */
    @Override
    public void close() {
        Arrays.fill(text, ' ');
    }
}
