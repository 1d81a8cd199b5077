package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import java.security.SecureRandom;

/** Signs all entries of a custodian's log but those for deals, which get somebody else's signature. */
record FalseReceipts(Ed25519Key key, Ed25519Key another) implements Signer {
    /** Where an entry's kind of event stands in what is signed (docs/healthcare/custody.md, "The log"). */
    private static final int KIND = 4
            + "quire.health/1 custody.log".length()
            + 4
            + Hash.SIZE
            + 4
            + Long.BYTES
            + Hash.SIZE
            + Hash.SIZE
            + Id.SIZE
            + Long.BYTES;

    private static final int DEALT = 1;

    FalseReceipts(Ed25519Key key) {
        this(key, Ed25519Key.generate(new SecureRandom()));
    }

    @Override
    public PublicKey publicKey() {
        return key.publicKey();
    }

    @Override
    public Signature sign(Bytes message) {
        return (message.toArray()[KIND] == DEALT ? another : key).sign(message);
    }
}
