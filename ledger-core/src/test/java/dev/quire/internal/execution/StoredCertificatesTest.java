package dev.quire.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.internal.chain.ChainColumns;
import dev.quire.internal.chain.StoredCertificates;
import dev.quire.receipt.CertificateVerifier;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node believes of the certificates in its own store. */
class StoredCertificatesTest {
    private final TestChain chain = TestChain.raft();
    private final StoredCertificates stored = new StoredCertificates(
            chain.reader(),
            chain.executor.chainId(),
            chain.genesis.members(),
            new CertificateVerifier(new KeyedHash()::verifyMember));

    private Block block() {
        Block block = chain.build(chain.script((int) chain.executor.appliedHeight() + 1, "put a b"));
        chain.commit(block);
        return block;
    }

    private void store(Certificate certificate) throws Exception {
        List<StoreWrite> write = List.of(ChainColumns.of(certificate));
        chain.store.write(chain.executor.appliedHeight(), write);
    }

    private static Certificate at(Certificate certificate, long height) {
        return new Certificate(
                certificate.mode(),
                height,
                certificate.blockHash(),
                0,
                certificate.memberSetHash(),
                certificate.signatures());
    }

    @Test
    void theNewestThatHoldsIsFoundAndThoseAboveItAreDropped() throws Exception {
        Certificate good = chain.certify(block().header(), 3);
        store(good);
        store(chain.certify(block().header(), 1));
        Block third = block();
        store(at(good, 3));
        assertThat(stored.newestThatHolds(chain.store)).contains(good);
        assertThat(chain.reader().newestCertificate()).contains(good);
        store(chain.certify(third.header(), 1));
        assertThat(stored.newestThatHolds(chain.store)).contains(good);
        Certificate newest = chain.certify(third.header(), 3);
        store(newest);
        assertThat(stored.newestThatHolds(chain.store)).contains(newest);
    }

    @Test
    void aBlockAboveTheAppliedIsNotTheChains() throws Exception {
        store(at(chain.certify(block().header(), 3), 2));
        assertThat(stored.newestThatHolds(chain.store)).isEmpty();
    }

    @Test
    void aColumnOfNothingElseIsNotOpened() throws Exception {
        Certificate good = chain.certify(block().header(), 3);
        for (int height = 2; height < 1_100; height++) {
            store(at(good, height));
        }
        assertThatThrownBy(() -> stored.newestThatHolds(chain.store))
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("column CERTIFICATES");
    }
}
