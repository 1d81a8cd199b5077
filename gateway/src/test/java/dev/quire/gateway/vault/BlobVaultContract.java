package dev.quire.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every vault in a database must do. */
abstract class BlobVaultContract {
    private static final int CHUNK = Chunk.SIZE;
    private static final AtomicLong NAMES = new AtomicLong();

    final BlobName name = Blobs.name(NAMES.incrementAndGet());
    JdbcBlobVault vault;

    /** Opens the vault, whose content is the same each time. */
    abstract JdbcBlobVault open() throws IOException;

    /** A connection of somebody who knows the database's password. */
    abstract Connection connection() throws SQLException;

    @BeforeEach
    void openVault() throws IOException {
        vault = open();
    }

    @AfterEach
    void closeVault() {
        vault.close();
    }

    @Test
    void whatWasPutIsGotWhole() throws IOException {
        int[] lengths = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17};
        for (int length : lengths) {
            BlobName own = Blobs.name(NAMES.incrementAndGet());
            byte[] bytes = Blobs.bytes(length, length);
            Blobs.put(vault, own, bytes);
            assertThat(Blobs.get(vault, own, 0, length)).as("%d bytes", length).isEqualTo(bytes);
            assertThat(vault.stat(own)).contains(new BlobStat(length, Fingerprint.sha256(Bytes.copyOf(bytes))));
        }
    }

    @Test
    void whatIsOldIsNamedPageByPage() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            BlobName own = Blobs.name(NAMES.incrementAndGet());
            Blobs.put(vault, own, new byte[1]);
            names.add(own.path());
        }
        Instant now = Instant.now();
        assertThat(vault.storedBefore(now.minusSeconds(3_600), Optional.empty(), 100))
                .isEmpty();
        List<String> found = new ArrayList<>();
        Optional<String> last = Optional.empty();
        do {
            List<String> page = vault.storedBefore(now.plusSeconds(3_600), last, 2);
            found.addAll(page);
            last = page.isEmpty() ? Optional.empty() : Optional.of(page.get(page.size() - 1));
        } while (last.isPresent());
        assertThat(found).containsAll(names).doesNotHaveDuplicates();
    }

    @Test
    void rangesAreThoseOfTheWhole() throws IOException {
        byte[] bytes = Blobs.bytes(3 * CHUNK + 17, 1);
        Blobs.put(vault, name, bytes);
        int[] edges = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK, bytes.length - 1, bytes.length};
        for (int from : edges) {
            for (int to : edges) {
                if (from <= to) {
                    assertThat(Blobs.get(vault, name, from, to)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
                }
            }
        }
    }

    @Test
    void rangesOutsideAreRefused() throws IOException {
        Blobs.put(vault, name, Blobs.bytes(10, 1));
        long[][] ranges = {{-1, 5}, {6, 5}, {0, 11}, {11, 11}, {Long.MIN_VALUE, 0}, {0, Long.MAX_VALUE}};
        for (long[] range : ranges) {
            assertThatThrownBy(() -> Blobs.get(vault, name, range[0], range[1]))
                    .isInstanceOf(VaultException.WrongLength.class);
        }
    }

    @Test
    void whatWasNotPutIsMissing() throws IOException {
        assertThat(vault.stat(name)).isEmpty();
        assertThat(vault.delete(name)).isFalse();
        assertThatThrownBy(() -> Blobs.get(vault, name, 0, 0)).isInstanceOf(VaultException.Missing.class);
    }

    @Test
    void nameIsWrittenOnce() throws IOException {
        byte[] bytes = Blobs.bytes(2 * CHUNK, 1);
        Blobs.put(vault, name, bytes);
        Blobs.put(vault, name, bytes);
        byte[] other = bytes.clone();
        other[CHUNK + 5] ^= 1;
        assertThatThrownBy(() -> Blobs.put(vault, name, other)).isInstanceOf(VaultException.Taken.class);
        assertThatThrownBy(() -> Blobs.put(vault, name, Blobs.bytes(CHUNK, 2)))
                .isInstanceOf(VaultException.Taken.class);
        assertThat(Blobs.get(vault, name, 0, bytes.length)).isEqualTo(bytes);
        assertThat(rows("vault_upload")).isZero();
    }

    @Test
    void putThatEndsEarlyLeavesNothing() throws IOException {
        long before = rows("vault_chunk");
        byte[] bytes = Blobs.bytes(3 * CHUNK, 1);
        for (int announced : new int[] {bytes.length + 1, bytes.length + CHUNK}) {
            assertThatThrownBy(() -> vault.put(name, announced, new ByteArrayInputStream(bytes)))
                    .isInstanceOf(VaultException.WrongLength.class)
                    .hasMessageContaining("ended after " + bytes.length);
        }
        assertThatThrownBy(() -> vault.put(name, bytes.length, breakingAfter(2 * CHUNK + 1)))
                .isInstanceOf(VaultException.StreamBroken.class)
                .hasMessageContaining("the line is down");
        assertThat(vault.stat(name)).isEmpty();
        assertThat(rows("vault_chunk")).isEqualTo(before);
        assertThat(rows("vault_upload")).isZero();
    }

    @Test
    void lengthIsJudgedBeforeAnythingIsRead() {
        for (long length : new long[] {-1, Long.MIN_VALUE, JdbcBlobVault.MAX_LENGTH + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> vault.put(name, length, breakingAfter(0)))
                    .isInstanceOf(VaultException.WrongLength.class);
        }
    }

    @Test
    void readersStreamThatBreaksIsNotTheVaultsFault() throws IOException {
        Blobs.put(vault, name, Blobs.bytes(10, 1));
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("the line is down");
            }
        };
        assertThatThrownBy(() -> vault.get(name, 0, 10, broken)).isInstanceOf(VaultException.StreamBroken.class);
    }

    @Test
    void deletedIsGoneAndTheNameIsFree() throws IOException {
        long before = rows("vault_chunk");
        Blobs.put(vault, name, Blobs.bytes(70 * CHUNK + 1, 1));
        assertThat(rows("vault_chunk")).isEqualTo(before + 71);
        assertThat(vault.delete(name)).isTrue();
        assertThat(vault.delete(name)).isFalse();
        assertThat(vault.stat(name)).isEmpty();
        assertThat(rows("vault_chunk")).isEqualTo(before);
        assertThat(rows("vault_upload")).isZero();
        Blobs.put(vault, name, Blobs.bytes(20, 2));
        assertThat(Blobs.get(vault, name, 0, 20)).isEqualTo(Blobs.bytes(20, 2));
    }

    @Test
    void leftoversOfADeadProcessAreSweptAtOpening() throws Exception {
        long before = rows("vault_chunk");
        Blobs.put(vault, name, Blobs.bytes(2 * CHUNK, 1));
        // As a delete leaves it that dies right after the name is gone.
        execute("insert into vault_upload select id, timestamp with time zone '1970-01-01 00:00:00+00'"
                + " from vault_blob where name = '" + name.path() + "'");
        execute("delete from vault_blob where name = '" + name.path() + "'");
        vault.close();
        vault = open();
        assertThat(rows("vault_chunk")).isEqualTo(before);
        assertThat(rows("vault_upload")).isZero();
    }

    @Test
    void oneOfManyPutsOfOneNameWins() throws Exception {
        int writers = 6;
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Future<Boolean>> puts = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            for (int i = 0; i < writers; i++) {
                byte[] bytes = Blobs.bytes(CHUNK + 3, i / 2);
                puts.add(pool.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return wins(bytes);
                }));
            }
            List<Integer> won = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                if (puts.get(i).get(60, TimeUnit.SECONDS)) {
                    won.add(i / 2);
                }
            }
            assertThat(won).hasSize(2).doesNotContainNull();
            assertThat(won.get(0)).as("both who brought the same bytes").isEqualTo(won.get(1));
            assertThat(Blobs.get(vault, name, 0, CHUNK + 3)).isEqualTo(Blobs.bytes(CHUNK + 3, won.get(0)));
            assertThat(rows("vault_upload")).isZero();
        } finally {
            pool.shutdownNow();
        }
    }

    private boolean wins(byte[] bytes) throws VaultException {
        try {
            Blobs.put(vault, name, bytes);
            return true;
        } catch (VaultException.Taken lost) {
            return false;
        }
    }

    /** More callers than there are connections, each in the middle of a put. */
    @Test
    void callersWhoStallDoNotStopOthers() throws Exception {
        int writers = 20;
        CountDownLatch stalled = new CountDownLatch(writers);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Future<?>> puts = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            for (int i = 0; i < writers; i++) {
                BlobName own = Blobs.name(NAMES.incrementAndGet());
                puts.add(pool.submit(() -> {
                    vault.put(own, 3L * CHUNK, stallingAfter(2 * CHUNK, stalled, goOn));
                    return own;
                }));
            }
            assertThat(stalled.await(60, TimeUnit.SECONDS)).isTrue();
            Blobs.put(vault, name, Blobs.bytes(5, 1));
            assertThat(vault.stat(name)).isPresent();
            goOn.countDown();
            for (Future<?> put : puts) {
                put.get(60, TimeUnit.SECONDS);
            }
        } finally {
            goOn.countDown();
            pool.shutdownNow();
        }
    }

    @Test
    void alteredLostOrSwappedRowIsNamedByItsRange() throws Exception {
        byte[] bytes = Blobs.bytes(4 * CHUNK + 9, 1);
        Blobs.put(vault, name, bytes);
        String chunkOf = " where id = (select id from vault_blob where name = '" + name.path() + "') and number = ";
        byte[] altered = Arrays.copyOfRange(bytes, CHUNK, 2 * CHUNK);
        altered[77] ^= 1;
        alter("update vault_chunk set bytes = ?" + chunkOf + 1, altered);
        assertDamaged(CHUNK, 2 * CHUNK, 0, bytes.length);
        assertThat(Blobs.get(vault, name, 0, CHUNK)).as("before it").isEqualTo(Arrays.copyOf(bytes, CHUNK));
        assertThat(Blobs.get(vault, name, 2 * CHUNK, bytes.length))
                .as("after it")
                .isEqualTo(Arrays.copyOfRange(bytes, 2 * CHUNK, bytes.length));
        execute("delete from vault_chunk" + chunkOf + 4);
        assertDamaged(4 * CHUNK, bytes.length, 4 * CHUNK + 1, bytes.length);
        execute("update vault_chunk set number = 9" + chunkOf + 2);
        execute("update vault_chunk set number = 2" + chunkOf + 3);
        execute("update vault_chunk set number = 3" + chunkOf + 9);
        assertDamaged(2 * CHUNK, 3 * CHUNK, 2 * CHUNK, 4 * CHUNK);
        assertDamaged(3 * CHUNK, 4 * CHUNK, 3 * CHUNK, 4 * CHUNK);
        assertThat(vault.delete(name)).as("what is damaged can be replaced").isTrue();
        Blobs.put(vault, name, bytes);
        assertThat(Blobs.get(vault, name, 0, bytes.length)).isEqualTo(bytes);
    }

    @Test
    void alteredDescriptionOfABlobIsFound() throws Exception {
        Blobs.put(vault, name, Blobs.bytes(100, 1));
        for (String change : List.of("length = 90", "length = -4", "digest = seal")) {
            execute("update vault_blob set " + change + " where name = '" + name.path() + "'");
            assertThatThrownBy(() -> vault.stat(name)).isInstanceOf(VaultException.Damaged.class);
            assertThatThrownBy(() -> Blobs.get(vault, name, 0, 1)).isInstanceOf(VaultException.Damaged.class);
        }
        assertThat(vault.delete(name)).isTrue();
    }

    /** The vault against a map, in a random order of calls and openings. */
    @Test
    void behavesAsAMap() throws IOException {
        long first = NAMES.addAndGet(8) - 8;
        Random random = new Random(7);
        Map<BlobName, byte[]> model = new HashMap<>();
        for (int step = 0; step < 250; step++) {
            BlobName some = Blobs.name(first + random.nextInt(8));
            Optional<byte[]> there = Optional.ofNullable(model.get(some));
            switch (random.nextInt(5)) {
                case 0, 1 -> putAsTheModel(model, some, Blobs.bytes(random.nextInt(3 * CHUNK), random.nextInt(4)));
                case 2 -> assertThat(vault.delete(some)).isEqualTo(model.remove(some) != null);
                case 3 ->
                    assertThat(vault.stat(some).map(BlobStat::digest)).isEqualTo(there.map(BlobVaultContract::hash));
                default -> {
                    if (there.isPresent()) {
                        int from = random.nextInt(there.get().length + 1);
                        int to = from + random.nextInt(there.get().length - from + 1);
                        assertThat(Blobs.get(vault, some, from, to))
                                .isEqualTo(Arrays.copyOfRange(there.get(), from, to));
                    }
                }
            }
            if (step % 100 == 99) {
                vault.close();
                vault = open();
            }
        }
    }

    private void putAsTheModel(Map<BlobName, byte[]> model, BlobName some, byte[] bytes) throws VaultException {
        byte[] there = model.putIfAbsent(some, bytes);
        if (there == null || Arrays.equals(there, bytes)) {
            Blobs.put(vault, some, bytes);
        } else {
            assertThatThrownBy(() -> Blobs.put(vault, some, bytes)).isInstanceOf(VaultException.Taken.class);
        }
    }

    private static Hash hash(byte[] bytes) {
        return Fingerprint.sha256(Bytes.copyOf(bytes));
    }

    private void assertDamaged(long from, long to, long readFrom, long readTo) {
        VaultException.Damaged damaged =
                catchThrowableOfType(VaultException.Damaged.class, () -> Blobs.get(vault, name, readFrom, readTo));
        assertThat(damaged).isNotNull();
        assertThat(damaged.from()).isEqualTo(from);
        assertThat(damaged.to()).isEqualTo(to);
    }

    private static InputStream breakingAfter(int length) {
        return Blobs.endless(Long.MAX_VALUE, length, () -> {
            throw new IOException("the line is down");
        });
    }

    private static InputStream stallingAfter(int length, CountDownLatch stalled, CountDownLatch goOn) {
        return Blobs.endless(Long.MAX_VALUE, length, () -> {
            stalled.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
    }

    private long rows(String table) {
        try (Connection connection = connection();
                PreparedStatement select = connection.prepareStatement("select count(*) from " + table);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void execute(String sql) throws SQLException {
        alter(sql);
    }

    private void alter(String sql, byte[]... parameters) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setBytes(i + 1, parameters[i]);
            }
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }
}
