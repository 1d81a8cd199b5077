package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.state.TxStatus;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every version opens what each earlier one has left, and goes on with it. */
class GoldenDirectoryTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = "0.1.0.zip")
    void whatAnEarlierVersionLeftIsOpened(String archive) throws Exception {
        try (InputStream in = GoldenDirectoryTest.class.getResourceAsStream("/golden/" + archive)) {
            assertThat(in).as(archive).isNotNull();
            GoldenDirectory.unpack(in, root);
        }
        Receipt receipt = Receipt.decode(GoldenDirectory.receipt(root));
        Path data = root.resolve("data");
        List<String> ids = GoldenDirectory.ids(root);
        assertThat(GoldenDirectory.snapshots(data)).isPositive();
        NodeDirectory directory;
        try (LedgerNode node = GoldenDirectory.node(data).start()) {
            directory = new NodeDirectory(
                    data, GoldenDirectory.KEY.publicKey(), node.genesis(), List.of(new CounterStateMachine()));
            assertThat(receipt.verify(node.members())).isInstanceOf(Verification.Valid.class);
            Account account = new Account(Ed25519Key.generate(new SecureRandom()));
            node.submit(account.transaction(node.chainId(), 7, Bytes.EMPTY)).get(60, SECONDS);
            assertThat(node.status().appliedHeight()).isGreaterThan(ids.size());
            assertThat(ids)
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(node.status(Hash.fromHex(id))).isInstanceOf(TxStatus.Committed.class));
        }
        // The state may have been laid out otherwise then; what the journal makes of it now is whole.
        assertThat(new StateRebuild(directory).run((done, of) -> {}).height()).isGreaterThanOrEqualTo(ids.size());
        assertThat(directory.check().run((done, of) -> {}).findings()).isEmpty();
    }
}
