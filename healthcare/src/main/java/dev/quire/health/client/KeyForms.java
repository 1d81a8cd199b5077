package dev.quire.health.client;

import dev.quire.health.SealingKey;
import dev.quire.health.keys.X25519PublicKey;

/** An X25519 public key as the ledger has it, and as what seals has it. */
final class KeyForms {
    private KeyForms() {}

    static X25519PublicKey x25519(SealingKey key) {
        return new X25519PublicKey(key.bytes());
    }

    static SealingKey sealing(X25519PublicKey key) {
        return new SealingKey(key.bytes());
    }
}
