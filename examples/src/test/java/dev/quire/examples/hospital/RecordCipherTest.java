package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class RecordCipherTest {
    private static final Id RID = Id.fromHex("00112233445566778899aabbccddeeff");
    private static final Id OTHER_RID = Id.fromHex("ff112233445566778899aabbccddeeff");
    private static final Bytes SECRET = Bytes.wrap(new byte[RecordCipher.SECRET_SIZE]);
    private static final Bytes TEXT = Bytes.utf8("{\"resourceType\":\"Patient\"}");

    private final RecordCipher cipher = new RecordCipher(Hash.ZERO, new SecureRandom());

    @Test
    void opensWhatItSealed() throws DamagedRecordException {
        Bytes blob = cipher.seal(RID, SECRET, TEXT);
        assertThat(cipher.open(RID, SECRET, cipher.keyCommit(RID, SECRET), blob))
                .isEqualTo(TEXT);
        assertThat((long) blob.size()).isEqualTo(RecordCipher.blobLength(TEXT.size()));
    }

    @Test
    void equalTextsLookDifferent() {
        assertThat(cipher.seal(RID, SECRET, TEXT)).isNotEqualTo(cipher.seal(RID, SECRET, TEXT));
    }

    @Test
    void everyChangedByteIsFound() {
        Bytes blob = cipher.seal(RID, SECRET, TEXT);
        Hash commit = cipher.keyCommit(RID, SECRET);
        for (int i = 0; i < blob.size(); i++) {
            byte[] changed = blob.toArray();
            changed[i] ^= 1;
            assertThatThrownBy(() -> cipher.open(RID, SECRET, commit, Bytes.wrap(changed)))
                    .isInstanceOf(DamagedRecordException.class)
                    .hasMessageContaining(RID.toHex());
        }
    }

    @Test
    void blobBelongsToItsRecordAndKey() {
        Bytes blob = cipher.seal(RID, SECRET, TEXT);
        assertThatThrownBy(() -> cipher.open(OTHER_RID, SECRET, cipher.keyCommit(OTHER_RID, SECRET), blob))
                .isInstanceOf(DamagedRecordException.class);
        assertThatThrownBy(() -> cipher.open(RID, SECRET, cipher.keyCommit(OTHER_RID, SECRET), blob))
                .hasMessageContaining("not the one that the ledger commits to");
        assertThatThrownBy(() -> cipher.open(RID, SECRET, cipher.keyCommit(RID, SECRET), blob.slice(0, 20)))
                .hasMessageContaining("cut off");
    }

    @Test
    void paddingHidesLengthsCheaply() {
        for (int length = 9; length < 100_000; length += 7) {
            int padded = RecordCipher.padme(length);
            assertThat(padded).isBetween(length, length + length * 12 / 100 + 1);
            assertThat(RecordCipher.padme(padded)).isEqualTo(padded);
        }
        assertThat(RecordCipher.padme(1_000_000)).isEqualTo(RecordCipher.padme(1_010_000));
    }
}
