package dev.quire.node.daemon;

import dev.quire.hash.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * The file beside a node's key that names the chains in which the key was used. A node that has lost its data must not
 * begin anew with such a key: it would vote a second time where it has voted, and others count on what it acknowledged.
 */
record UsedKey(Path file, Hash chainId) {
    static UsedKey of(Path key, Hash chainId) {
        return new UsedKey(key.resolveSibling(key.getFileName() + ".used"), chainId);
    }

    boolean isUsed() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (Stream<String> chains = Files.lines(file)) {
            return chains.anyMatch(chainId.toHex()::equals);
        }
    }

    void mark() throws IOException {
        if (!isUsed()) {
            Files.writeString(
                    file,
                    chainId.toHex() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        }
    }
}
