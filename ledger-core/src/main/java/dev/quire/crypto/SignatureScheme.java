package dev.quire.crypto;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;

/**
 * The two signature rules of ARCHITECTURE.md, section 3.6. Production has {@link Ed25519}; the simulator has a keyed
 * hash, so that a liar can use only its own keys. Pure; safe for use by several threads.
 */
public interface SignatureScheme {
    /** Rule T: does {@code sender} stand behind {@code message}? */
    boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature);

    /** Rule M: does the member stand behind {@code message}? The key was admitted by {@link #admitsMember}. */
    boolean verifyMember(PublicKey member, Bytes message, Signature signature);

    /** May {@code key} be a member's key (canonical and in the prime-order subgroup)? */
    boolean admitsMember(PublicKey key);
}
