package dev.quire.node.daemon;

import dev.quire.hash.Hash;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file beside a node's key that names the chains in which the key was used. A node that has lost its data must not
 * begin anew with such a key: it would vote a second time where it has voted, and others count on what it acknowledged.
 */
record UsedKey(Path file, Hash chainId) {
    static UsedKey of(Path key, Hash chainId) {
        return new UsedKey(key.resolveSibling(key.getFileName() + ".used"), chainId);
    }

    /** @throws CommandException if that cannot be found out: then the node must not start as if it were new */
    boolean isUsed() {
        if (!Files.exists(file)) {
            return false;
        }
        try {
            return Files.readAllLines(file).contains(chainId.toHex());
        } catch (IOException e) {
            throw trouble("read", e);
        }
    }

    /** From now on the key is used, durably. To be called before the node says its first word in the chain. */
    void mark() {
        if (isUsed()) {
            return;
        }
        try {
            Files.writeString(
                    file,
                    chainId.toHex() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw trouble("written", e);
        }
    }

    private CommandException trouble(String done, IOException cause) {
        return new CommandException(
                ExitCode.INPUT_OUTPUT,
                "the file " + file + ", which says in which chains the node's key was used, cannot be " + done + ": "
                        + FileTrouble.why(cause),
                "Let the node's user read and write it, and start again. It must not be deleted: a node that has lost"
                        + " its data would vote twice");
    }
}
