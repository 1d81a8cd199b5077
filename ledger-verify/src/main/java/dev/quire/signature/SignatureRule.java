package dev.quire.signature;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;

/**
 * Decides whether a member stands behind a message. {@link StrictEd25519#verifyMember} is rule M with the JDK alone; an
 * engine brings a faster one that gives the same answers, a simulator one without curves. Pure.
 */
@FunctionalInterface
public interface SignatureRule {
    boolean verify(PublicKey member, Bytes message, Signature signature);
}
