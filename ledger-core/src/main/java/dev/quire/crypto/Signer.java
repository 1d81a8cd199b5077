package dev.quire.crypto;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;

/** Holds one private key. Safe for use by several threads. */
public interface Signer {
    PublicKey publicKey();

    Signature sign(Bytes message);
}
