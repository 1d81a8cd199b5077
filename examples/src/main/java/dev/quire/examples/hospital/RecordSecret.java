package dev.quire.examples.hospital;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;

/**
 * What the author keeps of a record besides its ciphertext.
 *
 * @param source what the record was made from: {@link FhirRecord#source}
 * @param secret {@link RecordCipher#SECRET_SIZE} bytes
 * @param salt of the fingerprint
 */
record RecordSecret(Id rid, Id sid, String source, Bytes secret, Bytes salt) {
    /** Secrets do not belong in logs. */
    @Override
    public String toString() {
        return "RecordSecret[" + rid + "]";
    }
}
