package dev.quire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Puts a state that was made anew in the place of the old one. A crash leaves one of them in place, or neither and both
 * beside it; {@link #finish} then does the rest. To be called by whoever holds the lock of the journal.
 */
final class StateSwap {
    private final Path state;
    private final Path made;
    private final Path old;

    StateSwap(Path dataDir) {
        state = dataDir.resolve("state");
        made = dataDir.resolve("state.new");
        old = dataDir.resolve("state.old");
    }

    /** Where the new state is made; what an earlier attempt has left may be there. */
    Path made() {
        return made;
    }

    /** The new state is whole, durable and closed. */
    void replace() throws IOException {
        if (Files.exists(state)) {
            FileTree.move(state, old);
        }
        FileTree.move(made, state);
        FileTree.delete(old);
    }

    /** Ends a replacement that a crash has interrupted: it had begun with a new state that was whole. */
    void finish() throws IOException {
        if (!Files.exists(old)) {
            return;
        }
        if (!Files.exists(state) && Files.exists(made)) {
            FileTree.move(made, state);
        } else if (!Files.exists(state)) {
            FileTree.move(old, state);
        }
        FileTree.delete(old);
    }
}
