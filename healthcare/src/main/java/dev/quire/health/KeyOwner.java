package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * Whose key a key is. A key has one owner for ever: a hospital's key is never a patient's, and no key ties two files of
 * one person together.
 *
 * @param owner the member's or subject's id
 */
record KeyOwner(Role role, Id owner) {
    enum Role implements Coded {
        CONTROLLER(1),
        GATEWAY(2),
        PATIENT(3);

        private final int code;

        Role(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    Bytes encoded() {
        return CanonicalWriter.structure(Tag.KEY_OWNER, Tag.VERSION, 19)
                .u8(role.code)
                .fixed(owner.bytes())
                .toBytes();
    }

    static KeyOwner decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("key owner", bytes, Tag.KEY_OWNER, Tag.VERSION);
        KeyOwner keyOwner = new KeyOwner(Coded.read(in, "role", Role.values()), Id.read(in));
        in.end();
        return keyOwner;
    }
}
