package dev.quire.gateway.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.health.Fingerprint;
import dev.quire.health.client.DealOutbox;
import dev.quire.health.client.DealOutboxContract;
import dev.quire.health.client.OutboxFullException;
import dev.quire.health.custody.Deal;
import dev.quire.health.keys.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutboxTest extends DealOutboxContract {
    private static final int SIGNS_OF_LIFE = 50;
    private static final int ROOM = 1_000;

    @TempDir
    private Path root;

    private FileOutbox outbox;

    @BeforeEach
    void openOutbox() throws IOException {
        outbox = FileOutbox.open(root.resolve("outbox"), Sample.CHAIN, ROOM);
    }

    @Override
    protected DealOutbox outbox() {
        return outbox;
    }

    @Override
    protected void reopen() throws IOException {
        openOutbox();
    }

    private Path own() {
        return root.resolve("outbox").resolve(Sample.id(2).toHex());
    }

    /** In the order of their deals. */
    private List<Path> files() throws IOException {
        record Timed(Path file, FileTime time) {}
        List<Timed> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(own())) {
            for (Path file : entries) {
                files.add(new Timed(file, Files.getLastModifiedTime(file)));
            }
        }
        return files.stream()
                .sorted(Comparator.comparing(Timed::time))
                .map(Timed::file)
                .toList();
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        outbox.keep(deal(1));
        for (Path directory : List.of(root.resolve("outbox"), own())) {
            assertThat(Files.getPosixFilePermissions(directory))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(Files.getPosixFilePermissions(files().get(0)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** Whoever publishes and the service beside the node. */
    @Test
    void twoProcessesShareADirectory() throws IOException {
        FileOutbox other = FileOutbox.open(root.resolve("outbox"), Sample.CHAIN, ROOM);
        outbox.keep(deal(1));
        other.keep(deal(2));
        assertThat(waiting(other)).containsExactly(deal(1), deal(2));
        other.done(deal(1));
        assertThat(waiting(outbox)).containsExactly(deal(2));
        assertThat(outbox.counts()).containsExactly(Map.entry(Sample.id(2), 1));
    }

    @Test
    void damagedFileIsSetAsideAndTheOthersAreHandedIn() throws IOException {
        for (int number = 0; number < 3; number++) {
            outbox.keep(deal(number));
        }
        List<Path> kept = files();
        byte[] bytes = Files.readAllBytes(kept.get(0));
        bytes[bytes.length / 2] ^= 1;
        Files.write(kept.get(0), bytes);
        Files.write(kept.get(1), new byte[7]);
        assertThat(waiting(outbox)).containsExactly(deal(2));
        assertThat(files().stream().filter(file -> file.toString().endsWith(".damaged")))
                .as("for the operator")
                .hasSize(2);
        assertThat(outbox.counts()).containsExactly(Map.entry(Sample.id(2), 1));
    }

    @Test
    void fullRoomOfOneCustodianIsNamedAndTheOthersGoOn() throws IOException {
        outbox = FileOutbox.open(root.resolve("outbox"), Sample.CHAIN, 10);
        for (int number = 0; number < 10; number++) {
            outbox.keep(deal(number));
        }
        outbox.keep(deal(3));
        assertThatThrownBy(() -> outbox.keep(deal(10)))
                .isInstanceOf(OutboxFullException.class)
                .hasMessageContaining("10 deals wait for custodian " + Sample.id(2))
                .hasMessageContaining("outbox-room");
        Deal other = deal(11, 100, Sample.id(7));
        outbox.keep(other);
        outbox.done(deal(0));
        outbox.keep(deal(12));
        assertThatThrownBy(() -> outbox.keep(deal(13))).isInstanceOf(OutboxFullException.class);
        assertThat(outbox.counts()).containsEntry(Sample.id(2), 10).containsEntry(Sample.id(7), 1);
    }

    @Test
    void whatAnEarlierVersionKeptIsTakenOver() throws IOException {
        List<Deal> deals = List.of(deal(1), deal(2), deal(3, 100, Sample.id(7)));
        for (int number = 0; number < deals.size(); number++) {
            Bytes encoded = deals.get(number).encoded();
            OwnerOnlyFile.writeNew(
                    root.resolve("outbox").resolve("000000000000000" + number + "-00.deal"),
                    Fingerprint.sha256(encoded).bytes().concat(encoded).toArray());
        }
        reopen();
        assertThat(waiting(outbox)).containsExactlyElementsOf(deals);
        assertThat(root.resolve("outbox")).isDirectoryNotContaining("glob:**.deal");
    }

    @Test
    void whatAKilledProcessBeganToWriteIsSwept() throws IOException {
        outbox.keep(deal(1));
        Path part = Files.write(own().resolve("0001.deal.part"), new byte[9]);
        reopen();
        assertThat(part).as("somebody may be writing it").exists();
        Files.setLastModifiedTime(part, FileTime.from(Instant.now().minusSeconds(7_200)));
        reopen();
        assertThat(part).doesNotExist();
        assertThat(waiting(outbox)).containsExactly(deal(1));
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
        List<Deal> waiting = waiting(outbox);
        assertThat(waiting).hasSizeGreaterThanOrEqualTo(SIGNS_OF_LIFE);
        for (int number = 0; number < waiting.size(); number++) {
            assertThat(waiting.get(number)).isEqualTo(deal(number));
        }
    }
}
