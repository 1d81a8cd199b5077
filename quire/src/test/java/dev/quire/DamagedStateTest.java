package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Genesis;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader.StoreEntry;
import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody, or a disk, changes the state of a stopped node: the check tells it, and the node does not build on it. */
class DamagedStateTest {
    private static final int BLOCKS = 3;

    @TempDir
    private Path data;

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final List<Transaction> committed = new ArrayList<>();
    private PublicKey nodeId;
    private Genesis genesis;

    @BeforeEach
    void runANode() throws Exception {
        try (LedgerNode node = start()) {
            nodeId = node.nodeId();
            genesis = node.genesis();
            for (int i = 0; i < BLOCKS; i++) {
                Transaction transaction = account.transaction(node.chainId(), 7, Bytes.EMPTY);
                node.submit(transaction).get(60, SECONDS);
                committed.add(transaction);
            }
        }
        assertThat(problems()).isEmpty();
    }

    private LedgerNode start() throws IOException {
        return LedgerNode.builder()
                .dataDir(data)
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start();
    }

    private DirectoryCheck.Report check() throws IOException {
        return new DirectoryCheck(data, nodeId, genesis, List.of(new CounterStateMachine())).run((done, of) -> {});
    }

    private List<String> problems() throws IOException {
        return check().findings().stream()
                .map(finding -> finding.file() + ": " + finding.problem())
                .toList();
    }

    private Path state() {
        return data.resolve("state");
    }

    private List<StoreEntry> entries(Column column) throws IOException {
        try (RocksDbResources resources = new RocksDbResources(8 << 20, 4 << 20);
                StateStore store = RocksDbStateStore.open(state(), resources)) {
            return store.range(column, Bytes.EMPTY, Optional.empty(), 1_000);
        }
    }

    private void write(List<StoreWrite> writes) throws IOException {
        try (RocksDbResources resources = new RocksDbResources(8 << 20, 4 << 20);
                StateStore store = RocksDbStateStore.open(state(), resources)) {
            store.write(store.appliedHeight(), writes);
            store.flush();
        }
    }

    private static Bytes lastBitFlipped(Bytes value) {
        return bitFlipped(value, value.size() - 1);
    }

    private static Bytes bitFlipped(Bytes value, int position) {
        byte[] bytes = value.toArray();
        bytes[position] ^= 1;
        return Bytes.wrap(bytes);
    }

    private void changeCertificates(UnaryOperator<Bytes> change) throws IOException {
        write(entries(Column.CERTIFICATES).stream()
                .map(entry -> StoreWrite.put(Column.CERTIFICATES, entry.key(), change.apply(entry.value())))
                .toList());
    }

    private void checkThatReceiptsHold() throws Exception {
        try (LedgerNode node = start()) {
            for (Transaction transaction : committed) {
                Receipt receipt =
                        node.receipt(transaction.id()).get(60, SECONDS).orElseThrow();
                assertThat(receipt.verify(node.members())).isInstanceOf(Verification.Valid.class);
            }
        }
        assertThat(problems()).isEmpty();
    }

    @Test
    void certificatesThatNobodySignedAreFoundAndNeverHandedOut() throws Exception {
        int certificates = entries(Column.CERTIFICATES).size();
        assertThat(certificates).isPositive();
        changeCertificates(DamagedStateTest::lastBitFlipped);
        assertThat(problems())
                .hasSize(certificates)
                .allSatisfy(problem -> assertThat(problem).contains("certificate", "the signature of member 0"));
        checkThatReceiptsHold();
    }

    @Test
    void certificatesThatAreNoneAreFoundAndNeverHandedOut() throws Exception {
        changeCertificates(value -> value.slice(0, value.size() - 1));
        assertThat(problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).contains("cannot be decoded"));
        checkThatReceiptsHold();
    }

    @Test
    void aCertificateUnderTheKeyOfAnotherIsFound() throws Exception {
        List<StoreEntry> all = entries(Column.CERTIFICATES);
        write(List.of(StoreWrite.put(
                Column.CERTIFICATES, all.get(0).key(), all.get(all.size() - 1).value())));
        assertThat(problems()).singleElement().asString().contains("not its key's");
    }

    @Test
    void metaThatIsChangedIsFoundAndTheStateRebuiltOnRequest() throws Exception {
        for (StoreEntry entry : entries(Column.META)) {
            Bytes flipped = bitFlipped(entry.value(), entry.value().size() / 2);
            for (Optional<Bytes> value : List.of(Optional.of(flipped), Optional.<Bytes>empty())) {
                write(List.of(new StoreWrite(Column.META, entry.key(), value)));
                assertThat(problems())
                        .as(entry.key().toUtf8())
                        .singleElement()
                        .asString()
                        .contains("META");
                assertThatThrownBy(this::start)
                        .as("%s = %s", entry.key().toUtf8(), value)
                        .isInstanceOfAny(StoreCorruptionException.class, IOException.class)
                        .hasMessageContaining(state().toString())
                        .hasMessageContaining("away");
                write(List.of(StoreWrite.put(Column.META, entry.key(), entry.value())));
            }
        }
        write(List.of(StoreWrite.delete(Column.META, entries(Column.META).get(0).key())));
        Files.move(state(), data.resolve("moved"));
        checkThatReceiptsHold();
        assertThat(check().storedHeight()).isPositive();
    }

    @Test
    void whateverHappensToItsFilesIsAFinding() throws IOException {
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            byte[] before = Files.readAllBytes(file);
            boolean isData = name.endsWith(".sst") || name.equals("CURRENT") || name.startsWith("MANIFEST");
            for (int part = 0; isData && part < 3; part++) {
                flipBit(file, (before.length - 1) * part / 3);
                assertThat(problems()).as("%s, part %d", name, part).isNotEmpty();
                Files.write(file, before);
            }
            if (isData) {
                Files.delete(file);
                assertThat(problems())
                        .as("%s is gone", name)
                        .isNotEmpty()
                        .allSatisfy(problem ->
                                assertThat(problem).startsWith("state: ").contains(state().toString()));
                Files.write(file, before);
            }
        }
        assertThat(problems()).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(state())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void flipBit(Path path, int position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            int before = file.read();
            file.seek(position);
            file.write(before ^ 1);
        }
    }
}
