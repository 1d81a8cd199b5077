package dev.quire.health.keys.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import dev.quire.health.Fingerprint;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A blob of three segments is the same for Tink, an implementation that is not ours. */
class TinkTest {
    private static final int LENGTH = 2_500_000;

    private final RecordKeys keys = Sample.recordKeys();
    private final byte[] associated = Fingerprint.sha256(Fingerprint.context("blob", Sample.CHAIN, Sample.RID.bytes()))
            .bytes()
            .toArray();

    private AesGcmHkdfStreaming tink() throws Exception {
        return new AesGcmHkdfStreaming(keys.contentKey().toArray(), "HmacSha256", 32, 1024 * 1024, 0);
    }

    @Test
    void tinkOpensOurs() throws Exception {
        BlobTest.Written written = BlobTest.write(keys, LENGTH);
        assertThat(written.sealed().slices().leaves()).hasSize(3);
        try (InputStream in = tink().newDecryptingStream(new ByteArrayInputStream(written.blob()), associated)) {
            byte[] opened = in.readAllBytes();
            assertThat(opened).hasSize((int) Padme.paddedLength(LENGTH));
            assertThat(Arrays.copyOf(opened, LENGTH)).isEqualTo(written.plaintext());
        }
    }

    @Test
    void weOpenTinks() throws Exception {
        byte[] plaintext = BlobTest.write(keys, LENGTH).plaintext();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = tink().newEncryptingStream(bytes, associated)) {
            out.write(Arrays.copyOf(plaintext, (int) Padme.paddedLength(LENGTH)));
        }
        BlobSource source = BlobTest.Written.source(bytes.toByteArray());
        BlobReader reader = new BlobReader(source, SliceHashes.of(source, bytes.size()), keys, LENGTH);
        assertThat(BlobTest.read(reader, 0, LENGTH)).isEqualTo(plaintext);
    }
}
