package dev.quire.health.custody;

import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.X25519PublicKey;
import java.util.List;
import java.util.Optional;

/** What a custodian judges by: the ledger's state at one height. Safe for use by one thread. */
public interface CustodyView {
    /**
     * A committed access.
     *
     * @param sid whose records they are
     * @param reader the organisation that asked; empty for the patient
     * @param permitted the ledger's decision when it was applied
     * @param inForce does what it is based on still stand at this height: the permission or emergency, the subject, the
     *     person's credential?
     * @param emergency are factors A of essentials released too?
     * @param oneTimeKey to which shares are sealed; used by no other access
     * @param deadlineMicros after this time by the custodian's own clock nothing is released
     */
    record Access(
            Id aid,
            Id sid,
            Optional<Id> reader,
            boolean permitted,
            boolean inForce,
            boolean emergency,
            List<Id> rids,
            X25519PublicKey oneTimeKey,
            long deadlineMicros) {
        public Access {
            rids = List.copyOf(rids);
        }
    }

    /**
     * A record on the ledger.
     *
     * @param author the organisation that wrote it
     * @param active neither entered in error nor being erased
     * @param shareRootE there for essentials only
     */
    record Kept(Id rid, Id author, boolean active, int committee, Hash shareRootB, Optional<Hash> shareRootE) {}

    /**
     * A custodian's place in a committee.
     *
     * @param x 1 to n
     * @param n how many seats the committee has
     */
    record Seat(int x, int n) {}

    /** The access, if it is committed at this height. */
    Optional<Access> access(Id aid);

    Optional<Kept> record(Id rid);

    /** The seat of {@code orgId} in the committee. */
    Optional<Seat> seat(int committee, Id orgId);

    /**
     * Is {@code key} of a gateway of {@code orgId}, or one that {@code orgId} has replaced since? What waited while the key was
     * replaced is still its own. So this shows who signed, and not who asks now.
     */
    boolean mayHaveSigned(Id orgId, PublicKey key);
}
