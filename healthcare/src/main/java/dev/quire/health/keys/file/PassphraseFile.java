package dev.quire.health.keys.file;

import dev.quire.crypto.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A file whose first line is a passphrase, for whom nobody can type it: a service. Only its owner may touch it. */
public final class PassphraseFile {
    private static final int MAX_SIZE = 1024;

    private PassphraseFile() {}

    /**
     * Reads the first line, in UTF-8 and without its end; the caller overwrites it.
     *
     * @throws dev.quire.crypto.KeyFileException if others than its owner may touch the file, or it has more than 1 KiB
     * @throws IOException if it cannot be read
     */
    public static char[] read(Path file) throws IOException {
        byte[] bytes = OwnerOnlyFile.read(file, MAX_SIZE);
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        char[] line = Arrays.copyOfRange(text.array(), text.arrayOffset(), text.arrayOffset() + end);
        Arrays.fill(text.array(), ' ');
        return line;
    }
}
