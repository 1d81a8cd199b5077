package dev.quire.health.keys.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Sample;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BlobProperties {
    private final RecordKeys keys = Sample.recordKeys();

    @Property(tries = 100)
    void anyLengthAndAnyRangeComesBack(
            @ForAll @IntRange(max = 5000) int length, @ForAll @IntRange(max = 5000) int from, @ForAll int to)
            throws Exception {
        BlobTest.Written written = BlobTest.write(keys, length);
        BlobReader reader = written.reader(keys, written.blob());
        int start = Math.min(from, length);
        int count = Math.floorMod(to, length - start + 1);
        assertThat(BlobTest.read(reader, start, count))
                .isEqualTo(Arrays.copyOfRange(written.plaintext(), start, start + count));
    }

    /** A changed bit is found by the slice's hash; and by the tag, should somebody commit to the changed slice. */
    @Property(tries = 200)
    void everyBitCountsTwice(
            @ForAll @IntRange(max = 2000) int length, @ForAll int where, @ForAll @IntRange(max = 7) int bit)
            throws Exception {
        BlobTest.Written written = BlobTest.write(keys, length);
        byte[] altered = written.blob().clone();
        altered[Math.floorMod(where, altered.length)] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> BlobTest.read(written.reader(keys, altered), 0, length))
                .isInstanceOf(CryptoException.DamagedRange.class);
        BlobSource source = BlobTest.Written.source(altered);
        SliceHashes committed = SliceHashes.of(source, altered.length);
        assertThatThrownBy(() -> BlobTest.read(new BlobReader(source, committed, keys, length), 0, length))
                .isInstanceOfAny(CryptoException.NotOpened.class, CryptoException.Malformed.class);
    }
}
