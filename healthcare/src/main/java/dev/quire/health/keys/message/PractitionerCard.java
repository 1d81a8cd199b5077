package dev.quire.health.keys.message;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;

/**
 * What a patient reads of who asks. The ledger has only cardHash; the reader's gateway sends the card sealed. Encoded as
 * uint8 version 1, pracId, orgId, the three texts as uint32 length and UTF-8, uint64 from, uint64 until, salt.
 *
 * @param name of the person, 1 to 128 bytes
 * @param role in words, at most 128 bytes
 * @param organisation its name, at most 128 bytes
 * @param fromMicros valid from, microseconds since 1970
 * @param untilMicros valid until, exclusive
 * @param salt 32 random bytes, without which a name could be guessed from the hash
 */
public record PractitionerCard(
        Id pracId,
        Id orgId,
        String name,
        String role,
        String organisation,
        long fromMicros,
        long untilMicros,
        Bytes salt) {
    private static final int VERSION = 1;
    private static final int MAX_TEXT_SIZE = 128;

    /** @throws IllegalArgumentException if a field is out of its bounds */
    public PractitionerCard {
        if (name.isEmpty()
                || Bytes.utf8(name).size() > MAX_TEXT_SIZE
                || Bytes.utf8(role).size() > MAX_TEXT_SIZE
                || Bytes.utf8(organisation).size() > MAX_TEXT_SIZE) {
            throw new IllegalArgumentException("a card has a name, and its texts have at most 128 bytes");
        }
        if (fromMicros < 0 || untilMicros <= fromMicros || salt.size() != Fingerprint.SALT_SIZE) {
            throw new IllegalArgumentException("a card's validity must not be empty, and its salt has 32 bytes");
        }
    }

    /** cardHash = SHA-256(ctx("card.hash", card)). */
    public Hash hash(Hash chainId) {
        return Fingerprint.sha256(Fingerprint.context("card.hash", chainId, bytes()));
    }

    /** For {@link Envelope#seal}. */
    public byte[] encoded() {
        return bytes().toArray();
    }

    private Bytes bytes() {
        return new CanonicalWriter()
                .u8(VERSION)
                .fixed(pracId.bytes())
                .fixed(orgId.bytes())
                .bytes(Bytes.utf8(name))
                .bytes(Bytes.utf8(role))
                .bytes(Bytes.utf8(organisation))
                .u64(fromMicros)
                .u64(untilMicros)
                .fixed(salt)
                .toBytes();
    }

    public static PractitionerCard decode(byte[] plaintext) throws CryptoException.Malformed {
        try {
            CanonicalReader in = new CanonicalReader("card", Bytes.copyOf(plaintext));
            if (in.u8() != VERSION) {
                throw in.malformed("the version is unknown");
            }
            PractitionerCard card = new PractitionerCard(
                    new Id(in.fixed(Id.SIZE)),
                    new Id(in.fixed(Id.SIZE)),
                    in.bytes(MAX_TEXT_SIZE).toUtf8(),
                    in.bytes(MAX_TEXT_SIZE).toUtf8(),
                    in.bytes(MAX_TEXT_SIZE).toUtf8(),
                    in.u64(),
                    in.u64(),
                    in.fixed(Fingerprint.SALT_SIZE));
            in.end();
            if (!card.bytes().equals(Bytes.wrap(plaintext))) {
                throw in.malformed("a text is not UTF-8");
            }
            return card;
        } catch (MalformedException | IllegalArgumentException e) {
            throw new CryptoException.Malformed("the card cannot be read", e);
        }
    }
}
