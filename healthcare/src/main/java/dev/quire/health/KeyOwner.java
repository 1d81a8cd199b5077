package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * Whose key a key is. A key has one owner for ever, also when it has been replaced: a hospital's key is never a patient's,
 * and no key ties two files of one person together.
 *
 * @param owner the id of the member, credential or subject
 */
public record KeyOwner(Use use, Id owner) {
    /** What the key is for. */
    public enum Use implements Coded {
        CONTROLLER(1),
        NODE(2),
        GATEWAY(3),
        PRACTITIONER(4),
        SUBJECT(5),
        /** Any X25519 key. */
        SEALING(6),
        /** It was a member's controller or gateway, and is no more. */
        RETIRED(7);

        private final int code;

        Use(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** The state key under which a public key's owner stands; where nothing stands, the public key is free. */
    public static Bytes key(Bytes publicKey) {
        return StateKeys.keyOwner(publicKey);
    }

    Bytes encoded() {
        return CanonicalWriter.structure(Tag.KEY_OWNER, Tag.VERSION, 19)
                .u8(use.code)
                .fixed(owner.bytes())
                .toBytes();
    }

    static KeyOwner decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("key owner", bytes, Tag.KEY_OWNER, Tag.VERSION);
        KeyOwner keyOwner = new KeyOwner(Coded.read(in, "use of a key", Use.values()), Id.read(in));
        in.end();
        return keyOwner;
    }
}
