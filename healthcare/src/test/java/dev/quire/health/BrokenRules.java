package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.signature.Ed25519Encoding;
import java.math.BigInteger;
import java.util.Set;

/** What all oracles of refusals ask in the same way, and what they found. */
abstract class BrokenRules {
    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    final Chronicle chronicle;
    final Hash chainId;
    final SignatureCheck signatures;
    private final Set<Refusal> broken;

    interface SignatureCheck {
        boolean holds(PublicKey key, Bytes message, Signature signature);
    }

    /** @param broken where this writes what it finds */
    BrokenRules(Chronicle chronicle, Hash chainId, SignatureCheck signatures, Set<Refusal> broken) {
        this.chronicle = chronicle;
        this.chainId = chainId;
        this.signatures = signatures;
        this.broken = broken;
    }

    void check(boolean holds, Refusal refusal) {
        if (!holds) {
            broken.add(refusal);
        }
    }

    void checkFresh(PublicKey key) {
        check(Ed25519Encoding.isCanonical(key.bytes()), Refusal.NON_CANONICAL_KEY);
        check(Ed25519Encoding.accepts(key) || !Ed25519Encoding.isCanonical(key.bytes()), Refusal.WEAK_KEY);
        check(!chronicle.isUsed(key.bytes()), Refusal.KEY_IN_USE);
    }

    void checkFresh(X25519PublicKey key) {
        check(isCanonical(key), Refusal.NON_CANONICAL_KEY);
        check(!key.isWeak(), Refusal.WEAK_KEY);
        check(!chronicle.isUsed(key.bytes()), Refusal.KEY_IN_USE);
    }

    /** Is the number that RFC 7748, section 5, reads from it the one that stands there? */
    static boolean isCanonical(X25519PublicKey key) {
        String littleEndian = key.bytes().toHex();
        StringBuilder bigEndian = new StringBuilder();
        for (int i = littleEndian.length() - 2; i >= 0; i -= 2) {
            bigEndian.append(littleEndian, i, i + 2);
        }
        BigInteger written = new BigInteger(bigEndian.toString(), 16);
        BigInteger read = written.clearBit(255).mod(PRIME);
        return read.equals(written);
    }

    void checkGateway(PublicKey sender) {
        check(chronicle.gatewayOf(sender).isPresent(), Refusal.NOT_GATEWAY);
    }

    /** Returns whether there is such a subject. */
    boolean checkSubject(Id sid) {
        check(chronicle.subject(sid).isPresent(), Refusal.SUBJECT_UNKNOWN);
        return chronicle.subject(sid).isPresent();
    }

    void checkWriter(PublicKey sender, Id sid) {
        checkGateway(sender);
        if (checkSubject(sid)) {
            check(chronicle.subject(sid).get().line().orgId().equals(chronicle.gatewayOf(sender)), Refusal.NOT_WRITER);
        }
    }

    void checkOwn(PublicKey sender, Id sid) {
        if (checkSubject(sid)) {
            check(chronicle.subjectKey(sid).equals(sender), Refusal.NOT_PATIENT);
        }
    }

    void checkPatient(PublicKey sender, Id sid) {
        checkOwn(sender, sid);
        check(chronicle.isClaimed(sid, Long.MAX_VALUE), Refusal.SUBJECT_NOT_ACTIVE);
    }

    void checkValid(long now, Id orgId, Id pracId) {
        check(chronicle.credential(orgId, pracId).isPresent(), Refusal.CREDENTIAL_UNKNOWN);
        check(chronicle.isValid(orgId, pracId, now), Refusal.CREDENTIAL_INVALID);
    }
}
