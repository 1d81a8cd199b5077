package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Certificate;
import dev.quire.internal.chain.ChainColumns;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.journal.Samples;
import dev.quire.internal.memory.MemoryStateStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private final MemoryStateStore store = new MemoryStateStore();
    private final Certificates certificates =
            new Certificates(new ChainReader(store, height -> Optional.empty()), Optional.empty(), Optional.empty());

    private void store(long height) {
        Certificate certificate = Samples.certificate(height);
        store.write(height, List.of(ChainColumns.of(certificate)));
        certificates.stored(certificate);
    }

    @Test
    void aCertificateWaitsForItsBlockAndIsTheNewestMeanwhile() {
        certificates.add(Samples.certificate(3));
        assertThat(certificates.newest()).contains(Samples.certificate(3));
        assertThat(certificates.waitingUpTo(2)).isEmpty();
        assertThat(certificates.waitingUpTo(3)).containsExactly(Samples.certificate(3));
        store(3);
        assertThat(certificates.waitingUpTo(3)).isEmpty();
        assertThat(certificates.newest()).contains(Samples.certificate(3));
    }

    @Test
    void anOlderOneThanTheStoredIsOfNoUse() {
        store(5);
        certificates.add(Samples.certificate(4));
        assertThat(certificates.waitingUpTo(9)).isEmpty();
    }

    @Test
    void theNewestOfARangeIsFoundWhereverItIs() {
        store(2);
        certificates.add(Samples.certificate(5));
        assertThat(certificates.newestWithin(1, 4)).contains(Samples.certificate(2));
        assertThat(certificates.newestWithin(3, 4)).isEmpty();
        assertThat(certificates.newestWithin(1, 9)).contains(Samples.certificate(5));
    }

    @Test
    void ofTooManyTheLowestGo() {
        for (int height = 1; height <= Certificates.MAX_WAITING + 2; height++) {
            certificates.add(Samples.certificate(height));
        }
        assertThat(certificates.waitingUpTo(Long.MAX_VALUE))
                .hasSize(Certificates.MAX_WAITING)
                .first()
                .isEqualTo(Samples.certificate(3));
    }
}
