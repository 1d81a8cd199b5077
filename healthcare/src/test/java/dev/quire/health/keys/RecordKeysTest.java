package dev.quire.health.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordKeysTest {
    @Test
    void bothFactorsTheRecordAndTheChainCount() {
        RecordKeys keys = Sample.recordKeys();
        List<RecordKeys> others = List.of(
                RecordKeys.derive(Sample.CHAIN, Sample.RID, Sample.secret(0xb), Sample.secret(0xa)),
                RecordKeys.derive(Sample.CHAIN, Sample.RID, Sample.secret(1), Sample.secret(0xb)),
                RecordKeys.derive(Sample.CHAIN, Sample.RID, Sample.secret(0xa), Sample.secret(1)),
                RecordKeys.derive(Sample.CHAIN, Sample.id(1), Sample.secret(0xa), Sample.secret(0xb)),
                RecordKeys.derive(Sample.hash(1), Sample.RID, Sample.secret(0xa), Sample.secret(0xb)));
        assertThat(others).allSatisfy(other -> {
            assertThat(other.keyCommit()).isNotEqualTo(keys.keyCommit());
            assertThat(other.contentKey().matches(keys.contentKey())).isFalse();
            assertThat(other.metaKey().matches(keys.metaKey())).isFalse();
        });
    }

    @Test
    void commitmentIsCheckedBeforeAnythingIsDecrypted() throws CryptoException {
        Hash commit = Sample.recordKeys().keyCommit();
        assertThat(RecordKeys.open(Sample.CHAIN, Sample.RID, Sample.secret(0xa), Sample.secret(0xb), commit)
                        .contentKey()
                        .matches(Sample.recordKeys().contentKey()))
                .isTrue();
        assertThatThrownBy(
                        () -> RecordKeys.open(Sample.CHAIN, Sample.RID, Sample.secret(0xa), Sample.secret(0xc), commit))
                .isInstanceOf(CryptoException.WrongKeys.class);
    }

    /** The three keys and the commitment say nothing of each other: all are expanded from one PRK with their own use. */
    @Test
    void keysOfOneRecordDiffer() {
        RecordKeys keys = Sample.recordKeys();
        assertThat(List.of(
                        Bytes.wrap(keys.contentKey().toArray()),
                        Bytes.wrap(keys.metaKey().toArray()),
                        keys.keyCommit().bytes()))
                .doesNotHaveDuplicates();
    }
}
