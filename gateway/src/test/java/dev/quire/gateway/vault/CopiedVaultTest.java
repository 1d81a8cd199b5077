package dev.quire.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quire.health.keys.blob.ByteRange;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiedVaultTest {
    private static final int SLICE = SliceHashes.SLICE_SIZE;
    private static final BlobName NAME = Blobs.name(1);
    private static final byte[] BYTES = Blobs.bytes(2 * SLICE + 100, 1);

    @TempDir
    private Path root;

    private JdbcBlobVault own;
    private JdbcBlobVault others;
    private BreakableVault copy;
    private CopiedVault vault;

    @BeforeEach
    void open() throws IOException {
        own = JdbcBlobVault.embedded(root.resolve("own"));
        others = JdbcBlobVault.embedded(root.resolve("others"));
        copy = new BreakableVault(others);
        vault = new CopiedVault(own, copy, Duration.ofMillis(20));
    }

    @AfterEach
    void close() {
        vault.close();
        others.close();
        own.close();
    }

    @Test
    void whatWasPutIsSoonAtBoth() throws IOException {
        Blobs.put(vault, NAME, BYTES);
        awaitCopied();
        assertThat(Blobs.get(own, NAME, 0, BYTES.length)).isEqualTo(BYTES);
        assertThat(Blobs.get(others, NAME, 0, BYTES.length)).isEqualTo(BYTES);
    }

    @Test
    void putDoesNotWaitForAMemberThatIsDown() throws IOException {
        copy.down = true;
        Blobs.put(vault, NAME, BYTES);
        Blobs.put(vault, Blobs.name(2), Blobs.bytes(10, 2));
        assertThat(vault.pendingCount()).isEqualTo(2);
        assertThat(vault.mend(NAME, Optional.empty()).outcome()).isEqualTo(MendReport.Outcome.FAILED);
        copy.down = false;
        awaitCopied();
        assertThat(Blobs.get(others, NAME, 0, BYTES.length)).isEqualTo(BYTES);
        assertThat(Blobs.get(others, Blobs.name(2), 0, 10)).isEqualTo(Blobs.bytes(10, 2));
    }

    @Test
    void readerGetsEachSliceFromWhoeverHasItAndTheOwnVaultIsMended() throws Exception {
        Blobs.put(vault, NAME, BYTES);
        awaitCopied();
        damage("own", 1);
        damage("others", 5);
        for (int[] range : new int[][] {{0, BYTES.length}, {5, SLICE + 5}, {SLICE - 1, SLICE}, {7, 7}}) {
            assertThat(Blobs.get(vault, NAME, range[0], range[1]))
                    .isEqualTo(Arrays.copyOfRange(BYTES, range[0], range[1]));
        }
        assertThat(vault.mend(NAME, Optional.empty()).detail()).isEqualTo("neither copy is whole");
        others.delete(NAME);
        Blobs.put(others, NAME, BYTES);
        awaitCopied();
        assertThat(Blobs.get(own, NAME, 0, BYTES.length)).isEqualTo(BYTES);
    }

    @Test
    void lostBlobComesBackFromTheCopy() throws IOException {
        Blobs.put(vault, NAME, BYTES);
        awaitCopied();
        own.delete(NAME);
        assertThat(vault.stat(NAME)).isPresent();
        assertThat(Blobs.get(vault, NAME, 0, 10)).isEqualTo(Arrays.copyOf(BYTES, 10));
        awaitCopied();
        assertThat(Blobs.get(own, NAME, 0, BYTES.length)).isEqualTo(BYTES);
    }

    @Test
    void whereNeitherHasItTheOwnVaultsReasonIsTold() throws Exception {
        assertThatThrownBy(() -> Blobs.get(vault, NAME, 0, 1)).isInstanceOf(VaultException.Missing.class);
        assertThat(vault.stat(NAME)).isEmpty();
        Blobs.put(vault, NAME, BYTES);
        awaitCopied();
        copy.down = true;
        damage("own", 5);
        assertThatThrownBy(() -> Blobs.get(vault, NAME, 0, BYTES.length)).isInstanceOf(VaultException.Damaged.class);
        assertThatThrownBy(() -> vault.delete(NAME)).isInstanceOf(VaultException.Unavailable.class);
        assertThat(own.delete(NAME)).as("it was not half deleted").isTrue();
    }

    @Test
    void deletedIsGoneAtBoth() throws IOException {
        Blobs.put(vault, NAME, BYTES);
        awaitCopied();
        assertThat(vault.delete(NAME)).isTrue();
        assertThat(vault.delete(NAME)).isFalse();
        assertThat(own.stat(NAME)).isEmpty();
        assertThat(others.stat(NAME)).isEmpty();
    }

    @Test
    void walkNamesDamagedSlicesAndMendsThem() throws Exception {
        List<CopiedVault.Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            Blobs.put(vault, Blobs.name(i), BYTES);
            entries.add(new CopiedVault.Entry(Blobs.name(i), Optional.of(slices())));
        }
        awaitCopied();
        damage("own", 4);
        damage("own", 8);
        others.delete(Blobs.name(2));
        // The other member was given another blob under the name: only the ledger's slices tell which is right.
        others.delete(Blobs.name(3));
        byte[] wrong = BYTES.clone();
        wrong[SLICE - 1] ^= 1;
        Blobs.put(others, Blobs.name(3), wrong);
        List<MendReport> reports = new ArrayList<>();
        vault.walk(entries, reports::add);
        assertThat(reports)
                .extracting(MendReport::outcome)
                .containsExactly(
                        MendReport.Outcome.MENDED,
                        MendReport.Outcome.MENDED,
                        MendReport.Outcome.MENDED,
                        MendReport.Outcome.WHOLE);
        assertThat(reports.get(0).own())
                .isEqualTo(CopyState.damaged(
                        List.of(new ByteRange(SLICE, 2L * SLICE), new ByteRange(2L * SLICE, BYTES.length))));
        assertThat(reports.get(0).copy()).isEqualTo(CopyState.WHOLE);
        assertThat(reports.get(1).copy()).isEqualTo(CopyState.MISSING);
        assertThat(reports.get(2).copy()).isEqualTo(CopyState.damaged(List.of(new ByteRange(0, SLICE))));
        reports.clear();
        vault.walk(entries, reports::add);
        assertThat(reports).extracting(MendReport::outcome).containsOnly(MendReport.Outcome.WHOLE);
    }

    @Test
    void memberThatLiesDoesNotOverwriteWhatItCannotProve() throws Exception {
        Blobs.put(vault, NAME, BYTES);
        awaitCopied();
        damage("own", 1);
        copy.liesAt = SLICE + 5;
        MendReport report = vault.mend(NAME, Optional.of(slices()));
        assertThat(report.outcome()).isEqualTo(MendReport.Outcome.FAILED);
        assertThat(report.own().damaged()).containsExactly(new ByteRange(0, SLICE));
        assertThat(report.copy().damaged()).containsExactly(new ByteRange(SLICE, 2L * SLICE));
        copy.liesAt = -1;
        assertThat(vault.mend(NAME, Optional.of(slices())).outcome()).isEqualTo(MendReport.Outcome.MENDED);
    }

    @Test
    void shorterOrLongerBlobIsNotWhole() throws IOException {
        SliceHashes slices = slices();
        for (int length : new int[] {10, SLICE, BYTES.length - 1, BYTES.length + 1, 3 * SLICE}) {
            BlobName name = Blobs.name(length);
            Blobs.put(own, name, Arrays.copyOf(BYTES, length));
            Blobs.put(others, name, BYTES);
            MendReport report = vault.mend(name, Optional.of(slices));
            assertThat(report.own().kind()).as("%d bytes", length).isEqualTo(CopyState.Kind.DAMAGED);
            assertThat(report.outcome()).isEqualTo(MendReport.Outcome.MENDED);
            assertThat(Blobs.get(own, name, 0, BYTES.length)).isEqualTo(BYTES);
        }
    }

    private static SliceHashes slices() throws IOException {
        ByteArrayInputStream content = new ByteArrayInputStream(BYTES);
        return SliceHashes.of((position, buffer, length) -> content.readNBytes(buffer, 0, length), BYTES.length);
    }

    private void awaitCopied() {
        await().atMost(60, TimeUnit.SECONDS).until(() -> vault.pendingCount() == 0);
    }

    /** Alters a chunk of {@link #NAME} under the vault's hands. */
    private void damage(String member, int chunk) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:async:" + root.resolve(member + "/vault") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                        "vault",
                        "");
                PreparedStatement update = connection.prepareStatement("update vault_chunk set bytes = seal where"
                        + " number = ? and id = (select id from vault_blob where name = ?)")) {
            update.setInt(1, chunk);
            update.setString(2, NAME.path());
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }
}
