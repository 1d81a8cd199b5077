package dev.quire.gateway.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.hash.Hash;
import dev.quire.health.custody.CustodyLog;
import dev.quire.health.custody.CustodyStoresContract;
import dev.quire.health.custody.ShareStore;
import dev.quire.health.custody.SignedEntry;
import dev.quire.health.keys.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustodyStoreTest extends CustodyStoresContract {
    private static final int SIGNS_OF_LIFE = 100;

    @TempDir
    private Path root;

    private CustodyStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = CustodyStore.open(root.resolve("custody"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Override
    protected ShareStore shares() {
        return store.shares();
    }

    @Override
    protected CustodyLog log() {
        return store.log();
    }

    @Override
    protected void reopen() throws IOException {
        store.close();
        openStore();
    }

    @Test
    void onlyItsOwnerMayEnterTheDirectory() throws IOException {
        assertThat(Files.getPosixFilePermissions(root.resolve("custody")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void storeInUseIsNotOpened() {
        assertThatThrownBy(this::openAgain)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no other process has it open");
    }

    private void openAgain() throws IOException {
        CustodyStore.open(root.resolve("custody")).close();
    }

    @Test
    void closedStoreSaysSo() {
        store.close();
        assertThatThrownBy(() -> log().append(entry(Optional.empty(), released(1, 1, 1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void entryThatDoesNotFollowIsNotAppended() throws IOException {
        SignedEntry first = entry(Optional.empty(), released(1, 1, 1));
        SignedEntry second = entry(Optional.of(first), released(2, 1, 1));
        assertThatThrownBy(() -> log().append(second)).isInstanceOf(IllegalStateException.class);
        log().append(first);
        assertThatThrownBy(() -> log().append(first)).isInstanceOf(IllegalStateException.class);
        log().append(second);
        reopen();
        assertThat(log().last()).contains(second);
    }

    @Test
    void whatWasAcknowledgedSurvivesTheEndOfItsProcess() throws Exception {
        store.close();
        Path complaints = root.resolve("complaints.txt");
        Process custodian = KilledCustodian.start(root.resolve("custody"), complaints);
        try (InputStream signs = custodian.getInputStream()) {
            assertThat(signs.readNBytes(SIGNS_OF_LIFE))
                    .as("signs of life of a process that printed: " + Files.readString(complaints))
                    .hasSize(SIGNS_OF_LIFE);
        } finally {
            custodian.destroyForcibly();
            assertThat(custodian.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        openStore();
        SignedEntry before = null;
        for (int i = 0; i < SIGNS_OF_LIFE; i++) {
            ShareStore.Stored expected = KilledCustodian.stored(i);
            try (ShareStore.Stored found = shares().find(expected.place()).orElseThrow()) {
                assertThat(found.share().value().matches(expected.share().value()))
                        .isTrue();
            }
            SignedEntry entry = log().release(Sample.id(i), 1).orElseThrow();
            assertThat(before == null ? entry.previous().equals(Hash.ZERO) : entry.follows(before))
                    .isTrue();
            before = entry;
        }
        assertThat(log().last().orElseThrow().number()).isGreaterThanOrEqualTo(SIGNS_OF_LIFE - 1);
    }

    /** A byte in the middle of what was synced: nothing is quietly left out. */
    @Test
    void damagedFileIsNotGoneOnWith() throws IOException {
        Optional<SignedEntry> last = Optional.empty();
        for (int i = 0; i < 50; i++) {
            last = Optional.of(entry(last, released(1, i, 1)));
            log().append(last.get());
        }
        store.close();
        Path file;
        try (Stream<Path> files = Files.list(root.resolve("custody"))) {
            file = files.filter(each ->
                            each.toString().endsWith(".log") || each.toString().endsWith(".sst"))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> {
                    openStore();
                    for (int i = 0; i < 50; i++) {
                        log().release(Sample.id(1), i);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("custodian's store");
    }
}
