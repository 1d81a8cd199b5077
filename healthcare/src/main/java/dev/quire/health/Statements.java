package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;

/**
 * What people sign inside another one's transaction: {@code ctx(name, chainId, ...)} of {@link Fingerprint#context}, so
 * that a signature is good on one chain for one thing.
 */
public final class Statements {
    private Statements() {}

    /**
     * A patient's: "open this file for me at {@code writer}, with these keys, these compartments and this policy", signed
     * with the command's key. What it signs is the whole command but for the signature: who sends it changes nothing in it.
     */
    public static Bytes registration(Hash chainId, Id writer, SubjectCommand.RegisterSubject command) {
        return Fingerprint.context("registration", chainId, writer.bytes(), command.proposal());
    }

    /**
     * A patient's: "this is my map for {@code writer}", signed with the key of the registration. The ledger never sees it.
     *
     * @param sealed the map as it is handed over
     */
    public static Bytes writersMap(Hash chainId, Id sid, Id writer, Bytes sealed) {
        return Fingerprint.context("writer.map.signed", chainId, sid.bytes(), writer.bytes(), sealed);
    }

    /**
     * A patient's: "the UNCLAIMED subject {@code sid} of {@code writer} is mine, and this is my key", signed with that key.
     *
     * @param epoch the key's
     */
    public static Bytes claim(Hash chainId, Id sid, Id writer, int epoch, PublicKey key) {
        Bytes epochBytes = new CanonicalWriter(Integer.BYTES).u32(epoch).toBytes();
        return Fingerprint.context("claim", chainId, sid.bytes(), writer.bytes(), epochBytes, key.bytes());
    }

    /** A member's: "do this", signed with its controller's key. */
    public static Bytes approval(Hash chainId, GovernanceCommand command) {
        return Fingerprint.context("approval", chainId, command.proposal());
    }

    /** A second person's: "I stand behind this emergency too", signed with the key of the credential. */
    public static Bytes secondPerson(Hash chainId, Id orgId, Id eid, Id sid, Id reader, Id second) {
        return Fingerprint.context(
                "break-glass", chainId, orgId.bytes(), eid.bytes(), sid.bytes(), reader.bytes(), second.bytes());
    }
}
