package dev.quire.gateway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.CompressionType;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/** What lies in stores in a form that no search over their files finds, or whose place a search cannot name. */
class OpenedStoresTest {
    @TempDir
    Path temp;

    private Path data;
    private PlantedPatients patients;

    @BeforeEach
    void plant() throws IOException {
        data = Files.createDirectory(temp.resolve("data"));
        patients = new PlantedPatients(Files.createDirectory(temp.resolve("plain")));
    }

    private static byte[] noteAmongWords() {
        return (PlantedPatients.common() + PlantedPatients.NOTES.get(0) + PlantedPatients.common()).getBytes(UTF_8);
    }

    @Test
    void compressedTable() throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        try (Options options = new Options().setCompressionType(CompressionType.ZSTD_COMPRESSION);
                EnvOptions env = new EnvOptions();
                SstFileWriter writer = new SstFileWriter(env, options)) {
            writer.open(data.resolve("000012.sst").toString());
            writer.put("k".getBytes(UTF_8), noteAmongWords());
            writer.finish();
        }
        LeakReport report = patients.scan(data);
        assertThat(report.unreadable()).isEmpty();
        assertThat(report.leaks()).hasSize(1);
        Leak leak = report.leaks().get(0);
        assertThat(leak.store()).isEqualTo("rocksdb");
        assertThat(leak.column()).isEqualTo("table value");
        assertThat(leak.offset()).isEqualTo(PlantedPatients.common().length());
    }

    @Test
    void databaseThatIsOpenAndHasAllInItsLog() throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        Path directory = data.resolve("state");
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB rocks = RocksDB.open(options, directory.toString())) {
            rocks.put(PlantedPatients.note(1), new byte[40]);
            LeakReport report = patients.scan(data);
            assertThat(report.unreadable()).isEmpty();
            assertThat(report.leaks()).extracting(Leak::store, Leak::column).contains(tuple("rocksdb", "default key"));
        }
    }

    @Test
    void settingsOfAStoreAreNobodys() throws IOException, RocksDBException {
        Files.writeString(temp.resolve("plain").resolve("nerd.txt"), "dreams of level_compaction_dynamic_level_bytes");
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB rocks = RocksDB.open(options, data.resolve("state").toString())) {
            assertThat(patients.scan(data).leaks()).isEmpty();
            Files.writeString(data.resolve("diary"), "he dreams of level");
            assertThat(patients.scan(data).leaks()).extracting(Leak::patient).containsExactly(4);
            assertThat(rocks.isOwningHandle()).isTrue();
        }
    }

    @Test
    void rowOfAnH2Database() throws IOException, SQLException {
        Path file = data.resolve("vault");
        try (Connection connection =
                DriverManager.getConnection("jdbc:h2:file:" + file + ";COMPRESS=TRUE;MODE=PostgreSQL", "sa", "")) {
            connection.createStatement().execute("create table slice (name varchar, content bytea)");
            try (PreparedStatement insert = connection.prepareStatement("insert into slice values (?, ?)")) {
                for (int i = 0; i < 30; i++) {
                    insert.setString(1, "record/" + i);
                    insert.setBytes(
                            2,
                            i == 20
                                    ? noteAmongWords()
                                    : PlantedPatients.common().getBytes(UTF_8));
                    insert.execute();
                }
            }
        }
        LeakReport report = patients.scan(data);
        assertThat(report.unreadable()).isEmpty();
        assertThat(report.leaks()).extracting(Leak::store).contains("sql");
        assertThat(report.leaks()).extracting(Leak::column).contains("PUBLIC.SLICE.CONTENT, row 21");
        assertThat(data).isDirectoryContaining("glob:**vault.mv.db");
        assertThat(patients.scanDatabase("jdbc:h2:file:" + file + ";USER=sa;IFEXISTS=TRUE")
                        .leaks())
                .extracting(Leak::column)
                .containsExactly("PUBLIC.SLICE.CONTENT, row 21");
    }

    /** What a real node writes: clean as long as it is given ciphertext. */
    @Test
    void directoryOfANode() throws Exception {
        byte[] ciphertext = new byte[5_000];
        new Random(3).nextBytes(ciphertext);
        write(ciphertext);
        LeakReport clean = patients.scan(data);
        assertThat(clean.leaks()).isEmpty();
        assertThat(clean.unreadable()).isEmpty();
        assertThat(clean.files()).isGreaterThan(5);

        write(noteAmongWords());
        LeakReport leaking = patients.scan(data);
        assertThat(leaking.unreadable()).isEmpty();
        assertThat(leaking.leaks()).extracting(Leak::store).contains("file", "journal", "rocksdb");
        assertThat(leaking.leaks())
                .extracting(Leak::column)
                .contains("column-1 value")
                .anyMatch(column -> column.matches("block [0-9]+, transaction 0"));
    }

    private void write(byte[] value) throws Exception {
        try (LedgerNode node = LedgerNode.builder()
                .dataDir(data.resolve("node"))
                .stateMachine(new KeyValueStateMachine())
                .consensus(Consensus.single())
                .start()) {
            Account account = new Account(Ed25519Key.generate(new SecureRandom()));
            Bytes payload = new KeyValueCommand.Put(Bytes.utf8("key"), Bytes.wrap(value)).encoded();
            node.submit(account.transaction(node.chainId(), KeyValueStateMachine.ID, payload))
                    .get(60, TimeUnit.SECONDS);
        }
    }
}
