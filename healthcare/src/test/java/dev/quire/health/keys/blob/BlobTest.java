package dev.quire.health.keys.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobTest {
    private static final int MIB = 1024 * 1024;

    private final RecordKeys keys = Sample.recordKeys();

    /** A blob and what it was made of. */
    static final class Written {
        private final byte[] plaintext;
        private final byte[] blob;
        private final SealedBlob sealed;

        Written(byte[] plaintext, byte[] blob, SealedBlob sealed) {
            this.plaintext = plaintext;
            this.blob = blob;
            this.sealed = sealed;
        }

        byte[] plaintext() {
            return plaintext;
        }

        byte[] blob() {
            return blob;
        }

        SealedBlob sealed() {
            return sealed;
        }

        BlobSource source() {
            return source(blob);
        }

        static BlobSource source(byte[] blob) {
            return (position, buffer, length) -> {
                int count = (int) Math.max(0, Math.min(length, blob.length - position));
                System.arraycopy(blob, (int) position, buffer, 0, count);
                return count;
            };
        }

        BlobReader reader(RecordKeys keys, byte[] other) throws CryptoException {
            return new BlobReader(source(other), sealed.slices(), keys, plaintext.length);
        }
    }

    static Written write(RecordKeys keys, int length) throws IOException {
        byte[] plaintext = new byte[length];
        new FixedRandom(length).nextBytes(plaintext);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BlobWriter writer = new BlobWriter(out, keys, new FixedRandom(2))) {
            int half = length / 2;
            writer.write(plaintext, 0, half);
            writer.write(plaintext, half, length - half);
            SealedBlob sealed = writer.finish();
            return new Written(plaintext, out.toByteArray(), sealed);
        }
    }

    static byte[] read(BlobReader reader, long from, long length) throws IOException, CryptoException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.copyTo(out, from, length);
        return out.toByteArray();
    }

    /** Around the ends of the first and second segment, where padding adds nothing; and the smallest. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, MIB - 4096, MIB - 56, MIB, 2 * MIB - 4096, 2 * MIB - 72, 2 * MIB, 2_500_000})
    void whatIsWrittenIsRead(int length) throws Exception {
        Written written = write(keys, length);
        SealedBlob sealed = written.sealed();
        assertThat(sealed.blobLength())
                .isEqualTo(written.blob().length)
                .isEqualTo(BlobLayout.blobLength(Padme.paddedLength(length)));
        assertThat(sealed.plainLength()).isEqualTo(length);
        assertThat(sealed.plainHash()).isEqualTo(Fingerprint.sha256(Bytes.wrap(written.plaintext())));
        assertThat(sealed.slices().root()).isEqualTo(Fingerprint.ciphertextRoot(Bytes.wrap(written.blob())));
        assertThat(read(written.reader(keys, written.blob()), 0, length)).isEqualTo(written.plaintext());
    }

    @Test
    void rangesAreReadAcrossSegments() throws Exception {
        Written written = write(keys, 2_500_000);
        BlobReader reader = written.reader(keys, written.blob());
        int[][] ranges = {{0, 1}, {MIB - 57, 2}, {MIB - 56, 1}, {MIB, MIB}, {2_499_999, 1}, {1_000_000, 1_500_000}};
        for (int[] range : ranges) {
            assertThat(read(reader, range[0], range[1]))
                    .isEqualTo(Arrays.copyOfRange(written.plaintext(), range[0], range[0] + range[1]));
        }
        assertThatThrownBy(() -> read(reader, 2_499_999, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 39, 40, 500_000, MIB - 1, MIB, MIB + 1, 2 * MIB + 7})
    void damagedByteIsNamedByItsSliceAndTheOthersAreRead(int position) throws Exception {
        Written written = write(keys, 2_500_000);
        byte[] damaged = written.blob().clone();
        damaged[position] ^= 0x10;
        long from = position / MIB * (long) MIB;
        long to = Math.min(written.blob().length, from + MIB);

        assertThat(written.sealed().slices().damaged(Written.source(damaged))).containsExactly(new ByteRange(from, to));
        CryptoException.DamagedRange refusal = catchThrowableOfType(
                CryptoException.DamagedRange.class,
                () -> read(written.reader(keys, damaged), 0, written.plaintext().length));
        assertThat(refusal.from()).isEqualTo(from);
        assertThat(refusal.to()).isEqualTo(to);
        if (position >= 2 * MIB) {
            assertThat(read(written.reader(keys, damaged), 0, 1000))
                    .isEqualTo(Arrays.copyOf(written.plaintext(), 1000));
        }
    }

    @Test
    void missingEndIsNamed() throws Exception {
        Written written = write(keys, 2_500_000);
        byte[] cut = Arrays.copyOf(written.blob(), 2 * MIB + 9);
        assertThat(written.sealed().slices().damaged(Written.source(cut)))
                .containsExactly(new ByteRange(2L * MIB, written.blob().length));
        assertThatThrownBy(() -> SliceHashes.of(Written.source(cut), written.blob().length))
                .isInstanceOf(IOException.class);
    }

    /** Even an author who commits to it cannot make a blob whose segments were moved or cut off. */
    @Test
    void segmentsAreNeitherMovedNorCutOff() throws Exception {
        Written written = write(keys, 4_000_000);
        byte[] swapped = written.blob().clone();
        System.arraycopy(written.blob(), MIB, swapped, 2 * MIB, MIB);
        System.arraycopy(written.blob(), 2 * MIB, swapped, MIB, MIB);
        SliceHashes hashes = SliceHashes.of(Written.source(swapped), swapped.length);
        BlobReader reader = new BlobReader(Written.source(swapped), hashes, keys, written.plaintext().length);
        assertThatThrownBy(() -> read(reader, MIB, 10)).isInstanceOf(CryptoException.NotOpened.class);

        int fewer = 2 * MIB - 72;
        byte[] cut = Arrays.copyOf(written.blob(), (int) BlobLayout.blobLength(Padme.paddedLength(fewer)));
        SliceHashes cutHashes = SliceHashes.of(Written.source(cut), cut.length);
        BlobReader cutReader = new BlobReader(Written.source(cut), cutHashes, keys, fewer);
        assertThatThrownBy(() -> read(cutReader, 0, fewer)).isInstanceOf(CryptoException.NotOpened.class);
    }

    @Test
    void unfinishedOrForeignBlobIsNotRead() throws Exception {
        Written written = write(keys, 3000);
        RecordKeys others = RecordKeys.derive(Sample.CHAIN, Sample.id(9), Sample.secret(0xa), Sample.secret(0xb));
        assertThatThrownBy(() -> read(written.reader(others, written.blob()), 0, 3000))
                .isInstanceOf(CryptoException.NotOpened.class);
        assertThatThrownBy(
                        () -> new BlobReader(written.source(), written.sealed().slices(), keys, 1_000_000))
                .isInstanceOf(CryptoException.Malformed.class);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BlobWriter writer = new BlobWriter(out, keys, new FixedRandom(2));
        writer.write(new byte[2 * MIB]);
        writer.close();
        assertThat(out.size()).as("two segments; the last one is missing").isEqualTo(2 * MIB);
        assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
    }

    @Test
    void sliceHashesKeepTheirForm() throws Exception {
        SliceHashes slices = write(keys, 2_500_000).sealed().slices();
        assertThat(SliceHashes.decode(slices.blobLength(), slices.encoded())).isEqualTo(slices);
        assertThatThrownBy(() -> SliceHashes.decode(slices.blobLength() + MIB, slices.encoded()))
                .isInstanceOf(CryptoException.Malformed.class);
        assertThatThrownBy(() -> SliceHashes.decode(Long.MAX_VALUE, Bytes.EMPTY))
                .isInstanceOf(CryptoException.Malformed.class);
        Hash fingerprint =
                slices.fingerprint(Sample.CHAIN, Sample.RID, Sample.hash(1).bytes(), Bytes.EMPTY);
        assertThat(fingerprint)
                .isNotEqualTo(slices.fingerprint(
                        Sample.CHAIN, Sample.RID, Sample.hash(2).bytes(), Bytes.EMPTY));
    }
}
