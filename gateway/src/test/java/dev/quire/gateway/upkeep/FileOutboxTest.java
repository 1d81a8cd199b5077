package dev.quire.gateway.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.health.client.DealOutbox;
import dev.quire.health.client.DealOutboxContract;
import dev.quire.health.custody.Deal;
import dev.quire.health.keys.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutboxTest extends DealOutboxContract {
    private static final int SIGNS_OF_LIFE = 50;

    @TempDir
    private Path root;

    private FileOutbox outbox;

    @BeforeEach
    void openOutbox() throws IOException {
        outbox = FileOutbox.open(root.resolve("outbox"), Sample.CHAIN);
    }

    @Override
    protected DealOutbox outbox() {
        return outbox;
    }

    @Override
    protected void reopen() throws IOException {
        openOutbox();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("outbox"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        outbox.keep(deal(1));
        assertThat(Files.getPosixFilePermissions(root.resolve("outbox")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(files().get(0)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** Whoever publishes and the service beside the node. */
    @Test
    void twoProcessesShareADirectory() throws IOException {
        FileOutbox other = FileOutbox.open(root.resolve("outbox"), Sample.CHAIN);
        outbox.keep(deal(1));
        other.keep(deal(2));
        assertThat(other.waiting()).containsExactly(deal(1), deal(2));
        other.done(deal(1));
        assertThat(outbox.waiting()).containsExactly(deal(2));
        assertThat(outbox.count()).isEqualTo(1);
    }

    @Test
    void damagedFileIsSetAsideAndTheOthersAreHandedIn() throws IOException {
        for (int number = 0; number < 3; number++) {
            outbox.keep(deal(number));
        }
        byte[] bytes = Files.readAllBytes(files().get(0));
        bytes[bytes.length / 2] ^= 1;
        Files.write(files().get(0), bytes);
        Files.write(files().get(1), new byte[7]);
        assertThat(outbox.waiting()).containsExactly(deal(2));
        assertThat(files().stream().filter(file -> file.toString().endsWith(".damaged")))
                .as("for the operator")
                .hasSize(2);
        assertThat(outbox.count()).isEqualTo(1);
    }

    @Test
    void fullOutboxTakesNothingMoreAndSaysWhy() throws IOException {
        int size = 2_000_000;
        int many = (int) (FileOutbox.MAX_BYTES / size);
        assertThatThrownBy(() -> {
                    for (int number = 0; number <= many; number++) {
                        outbox.keep(deal(number, size));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("full")
                .hasMessageContaining("custodians are away");
        assertThat(outbox.count()).isEqualTo(many);
        outbox.done(deal(0));
        outbox.keep(deal(-1));
    }

    @Test
    void whatAKilledProcessBeganToWriteIsSwept() throws IOException {
        Path part = Files.write(root.resolve("outbox/0001.deal.part"), new byte[9]);
        reopen();
        assertThat(part).as("somebody may be writing it").exists();
        Files.setLastModifiedTime(part, FileTime.from(Instant.now().minusSeconds(7_200)));
        reopen();
        assertThat(part).doesNotExist();
        assertThat(outbox.waiting()).isEmpty();
    }

    @Test
    void whatWasKeptSurvivesTheEndOfItsProcess() throws Exception {
        Path complaints = root.resolve("complaints.txt");
        Process author = KilledAuthor.start(root.resolve("outbox"), complaints);
        try (InputStream signs = author.getInputStream()) {
            assertThat(signs.readNBytes(SIGNS_OF_LIFE))
                    .as("signs of life of a process that printed: " + Files.readString(complaints))
                    .hasSize(SIGNS_OF_LIFE);
        } finally {
            author.destroyForcibly();
            assertThat(author.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        reopen();
        List<Deal> waiting = outbox.waiting();
        assertThat(waiting).hasSizeGreaterThanOrEqualTo(SIGNS_OF_LIFE);
        for (int number = 0; number < waiting.size(); number++) {
            assertThat(waiting.get(number)).isEqualTo(deal(number));
        }
    }
}
