package dev.quire.benchmarks;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;

/** Ed25519 as in production, counted; in raw mode without the senders'. All nodes of a cluster share one. Thread-safe. */
final class MeteredSignatures implements SignatureScheme {
    private final Ed25519 scheme = new Ed25519();
    private final Meter senders = new Meter();
    private final Meter members = new Meter();
    private final Signing signing;

    MeteredSignatures(Signing signing) {
        this.signing = signing;
    }

    /** Checks of transactions' signatures. */
    Meter senders() {
        return senders;
    }

    /** What members sign, and what they check of each other: seals, votes, certificates. */
    Meter members() {
        return members;
    }

    @Override
    public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
        return signing == Signing.RAW || senders.measure(() -> scheme.verifyTransaction(sender, message, signature));
    }

    @Override
    public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
        return members.measure(() -> scheme.verifyMember(member, message, signature));
    }

    @Override
    public boolean admitsMember(PublicKey key) {
        return scheme.admitsMember(key);
    }

    /** A member's key whose votes are counted. */
    Signer counted(Signer signer) {
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return signer.publicKey();
            }

            @Override
            public Signature sign(Bytes message) {
                return members.measure(() -> signer.sign(message));
            }
        };
    }
}
