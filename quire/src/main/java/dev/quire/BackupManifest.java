package dev.quire;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * The file that is written into a back-up last and says what it is.
 *
 * @param height of the newest block in it
 */
record BackupManifest(Hash chainId, PublicKey nodeId, long height) {
    static final String NAME = "backup.properties";

    private static final int FORMAT = 1;

    void write(Path directory) throws IOException {
        Files.writeString(
                directory.resolve(NAME),
                "format = " + FORMAT + "\nchain = " + chainId.toHex() + "\nnode = " + nodeId.toHex() + "\nheight = "
                        + height + "\n",
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        FileTree.sync(directory);
    }

    /** @throws IOException if there is no whole back-up, or a newer version has made it */
    static BackupManifest read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new IOException(directory + " is no finished back-up: it has no " + NAME);
        }
        Properties values = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            values.load(in);
            int format = Integer.parseInt(values.getProperty("format", ""));
            if (format != FORMAT) {
                throw new IOException("the back-up in " + directory + " has format " + format
                        + ", this version knows format " + FORMAT + ": use the version that made it");
            }
            return new BackupManifest(
                    Hash.fromHex(values.getProperty("chain", "")),
                    new PublicKey(Bytes.fromHex(values.getProperty("node", ""))),
                    Long.parseLong(values.getProperty("height", "")));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage() + "; use another back-up", e);
        }
    }
}
