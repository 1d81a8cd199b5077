package dev.quire.crypto;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.signature.Ed25519Encoding;

/*
 * Libraries disagree on crafted signatures, and in a ledger a disagreement is a fork. So what they differ in is judged
 * before they are asked: encodings and small orders, by Ed25519Encoding. What is left is the equation. Bouncy Castle
 * decides the cofactored one, 8SB = 8R + 8kA, which is rule T. For rule M, SB = R + kA: with A and R both in the
 * prime-order subgroup their difference is in it too, and there nothing but zero vanishes times eight. So the cofactored
 * yes, and R in the subgroup, make the cofactorless yes; and R = SB - kA cannot be elsewhere, so nothing valid is lost.
 */
/** Both signature rules, decided in pure Java by Bouncy Castle: about 0.1 ms a signature. */
public final class Ed25519 implements SignatureScheme {
    private static final int POINT_SIZE = 32;

    @Override
    public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
        return Ed25519Encoding.accepts(sender)
                && Ed25519Encoding.accepts(signature)
                && cofactoredEquationHolds(sender, message, signature);
    }

    @Override
    public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
        return verifyTransaction(member, message, signature)
                && isInPrimeSubgroup(signature.bytes().slice(0, POINT_SIZE));
    }

    @Override
    public boolean admitsMember(PublicKey key) {
        return Ed25519Encoding.accepts(key) && isInPrimeSubgroup(key.bytes());
    }

    private static boolean cofactoredEquationHolds(PublicKey key, Bytes message, Signature signature) {
        byte[] signed = message.toArray();
        return org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                signature.bytes().toArray(), 0, key.bytes().toArray(), 0, signed, 0, signed.length);
    }

    private static boolean isInPrimeSubgroup(Bytes point) {
        return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(point.toArray(), 0);
    }
}
