package dev.quire.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.hash.Hash;
import dev.quire.node.terminal.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsedKeyTest {
    private static final Hash OTHER_CHAIN = Hash.fromHex("11".repeat(Hash.SIZE));

    @TempDir
    private Path directory;

    private UsedKey key(Hash chain) {
        return UsedKey.of(directory.resolve("node.key"), chain);
    }

    @Test
    void keyIsUsedInTheChainsThatItWasMarkedFor() throws IOException {
        assertThat(key(Hash.ZERO).isUsed()).isFalse();
        key(Hash.ZERO).mark();
        key(Hash.ZERO).mark();
        assertThat(key(Hash.ZERO).isUsed()).isTrue();
        assertThat(key(OTHER_CHAIN).isUsed()).isFalse();
        assertThat(Files.readAllLines(directory.resolve("node.key.used"))).hasSize(1);
    }

    @Test
    void fileThatCannotBeReadIsNoProofOfANewKey() throws IOException {
        Path file = Files.createDirectory(directory.resolve("node.key.used"));
        assertThatThrownBy(key(Hash.ZERO)::isUsed)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cannot be read: ")
                .hasMessageContaining("It must not be deleted");
    }

    @Test
    void fileThatCannotBeWrittenIsExplained() {
        UsedKey key = UsedKey.of(directory.resolve("nowhere").resolve("node.key"), Hash.ZERO);
        assertThatThrownBy(key::mark)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("cannot be written: there is no directory for it");
    }
}
