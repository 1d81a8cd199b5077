package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Hash CHAIN = Town.hash(1);
    private static final Id RID = Town.id(2);
    private static final Bytes SALT = Town.hash(3).bytes();

    @Test
    void isTheHashOfTheDocumentedBytes() throws IOException, NoSuchAlgorithmException {
        byte[] blob = new byte[Fingerprint.SLICE_SIZE + 5];
        blob[7] = 7;
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] first = leaf(sha256, blob, 0, Fingerprint.SLICE_SIZE);
        byte[] second = leaf(sha256, blob, Fingerprint.SLICE_SIZE, 5);
        sha256.update((byte) 1);
        sha256.update(first);
        byte[] root = sha256.digest(second);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        prefixed(out, "quire.health/1 fingerprint".getBytes(StandardCharsets.US_ASCII));
        prefixed(out, CHAIN.bytes().toArray());
        prefixed(out, RID.bytes().toArray());
        prefixed(out, SALT.toArray());
        prefixed(out, root);
        out.writeInt(8);
        out.writeLong(blob.length);
        prefixed(out, sha256.digest(new byte[] {9}));
        Hash expected = Hash.of(Bytes.wrap(sha256.digest(bytes.toByteArray())));

        Bytes metaBox = Bytes.wrap(new byte[] {9});
        assertThat(Fingerprint.of(CHAIN, RID, SALT, Bytes.wrap(blob), metaBox)).isEqualTo(expected);
    }

    @Test
    void everyPartCounts() {
        Bytes blob = Bytes.utf8("ciphertext");
        Hash fingerprint = Fingerprint.of(CHAIN, RID, SALT, blob, Bytes.EMPTY);
        assertThat(Fingerprint.of(Town.hash(9), RID, SALT, blob, Bytes.EMPTY)).isNotEqualTo(fingerprint);
        assertThat(Fingerprint.of(CHAIN, Town.id(9), SALT, blob, Bytes.EMPTY)).isNotEqualTo(fingerprint);
        assertThat(Fingerprint.of(CHAIN, RID, Town.hash(9).bytes(), blob, Bytes.EMPTY))
                .isNotEqualTo(fingerprint);
        assertThat(Fingerprint.of(CHAIN, RID, SALT, Bytes.utf8("ciphertexT"), Bytes.EMPTY))
                .isNotEqualTo(fingerprint);
        assertThat(Fingerprint.of(CHAIN, RID, SALT, blob, blob)).isNotEqualTo(fingerprint);
    }

    @Test
    void saltIsLongEnough() {
        assertThatThrownBy(() -> Fingerprint.of(CHAIN, RID, Bytes.utf8("short"), Bytes.EMPTY, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] leaf(MessageDigest sha256, byte[] blob, int from, int length) {
        sha256.update((byte) 0);
        sha256.update(blob, from, length);
        return sha256.digest();
    }

    private static void prefixed(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }
}
