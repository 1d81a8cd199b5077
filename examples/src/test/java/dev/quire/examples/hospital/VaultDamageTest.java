package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultDamageTest {
    private static final int LOOKS = 300;
    private static final int COMING_AND_GOING = 50;

    @TempDir
    private Path directory;

    @Test
    void filesThatGoMeanwhileAreInNobodysWay() throws IOException {
        Path vault = Files.createFile(
                Files.createDirectory(directory.resolve("vault")).resolve("vault.mv.db"));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> node = CompletableFuture.runAsync(() -> comeAndGo(over));
        for (int i = 0; i < LOOKS; i++) {
            assertThat(VaultDamage.databasesUnder(directory)).containsExactly(vault);
        }
        over.set(true);
        node.join();
    }

    private void comeAndGo(AtomicBoolean over) {
        try {
            while (!over.get()) {
                for (int i = 0; i < COMING_AND_GOING; i++) {
                    Files.createFile(directory.resolve("table " + i));
                }
                for (int i = 0; i < COMING_AND_GOING; i++) {
                    Files.delete(directory.resolve("table " + i));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
