package dev.quire.gateway.service;

import dev.quire.health.GrantEntry;
import dev.quire.health.HealthState;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import dev.quire.health.vault.BlobName;
import java.util.Optional;

/**
 * Who may put, get and delete what in a member's vault, by the state of the member's node. Ciphertext goes only to whom the
 * ledger names, so that nobody hoards it.
 *
 * @param own whose vault it is: that organisation may do everything
 * @param blockTimeMicros of the newest block
 */
record VaultRules(Id own, HealthState state, long blockTimeMicros) {
    /** What becomes of a put. */
    enum Put {
        /** The ledger says that it belongs here. */
        WANTED,
        /** The ledger does not know of it yet: within the caller's quota. */
        ON_TRIAL,
        /** This node does not know what would allow it, and may be behind: to be asked again when that is known. */
        UNKNOWN,
        REFUSED
    }

    boolean mayGet(BlobName name, Caller caller) {
        if (caller.isOrganisation(own)) {
            return true;
        } else if (name instanceof BlobName.Recorded part) {
            return state.record(part.rid())
                    .filter(record -> mayRead(record, caller))
                    .isPresent();
        } else if (name instanceof BlobName.OfGrant part) {
            return mayOpen(part.gid(), caller);
        } else if (name instanceof BlobName.Forwarded part) {
            return mayOpen(part.gid(), caller);
        }
        BlobName.OfSubject mail = (BlobName.OfSubject) name;
        return caller.isPatient(mail.sid()) || caller.isOrganisation(mail.recipient());
    }

    private boolean mayRead(RecordEntry record, Caller caller) {
        return caller instanceof Caller.Patient
                ? caller.isPatient(record.sid())
                : keeps(record, caller) || state.isReading(caller.id(), record, blockTimeMicros);
    }

    /** The author, and whom it named as vaults: each may bring or fetch a copy. */
    private static boolean keeps(RecordEntry record, Caller caller) {
        return caller.isOrganisation(record.author())
                || record.terms().vaults().stream().anyMatch(caller::isOrganisation);
    }

    private boolean mayOpen(Id gid, Caller caller) {
        return state.grant(gid)
                .filter(grant -> caller.isPatient(grant.sid())
                        || (state.stands(grant, blockTimeMicros)
                                && caller.isOrganisation(grant.terms().grantee().orgId())))
                .isPresent();
    }

    Put put(BlobName name, Caller caller) {
        if (caller.isOrganisation(own)) {
            return Put.WANTED;
        } else if (name instanceof BlobName.Recorded part) {
            return state.record(part.rid())
                    .map(record -> keeps(record, caller) ? known(record, part) : Put.REFUSED)
                    .orElse(caller instanceof Caller.Organisation ? Put.ON_TRIAL : Put.REFUSED);
        } else if (name instanceof BlobName.OfGrant part) {
            return state.grant(part.gid())
                    .map(grant -> allowed(mayGrant(grant, caller)))
                    .orElse(Put.ON_TRIAL);
        } else if (name instanceof BlobName.Forwarded part) {
            return forward(part, caller);
        }
        return ofSubject((BlobName.OfSubject) name, caller);
    }

    /** A capsule that is sealed anew is brought before the ledger names it; what belongs elsewhere is not wanted here. */
    private Put known(RecordEntry record, BlobName.Recorded name) {
        boolean liesHere =
                record.author().equals(own) || record.terms().vaults().contains(own);
        return isOtherCapsule(record, name) || !liesHere ? Put.ON_TRIAL : Put.WANTED;
    }

    private static boolean isOtherCapsule(RecordEntry record, BlobName.Recorded name) {
        return name instanceof BlobName.OfCapsule
                && !name.equals(
                        BlobName.OfCapsule.of(record.rid(), record.capsule().hash()));
    }

    private static Put allowed(boolean allowed) {
        return allowed ? Put.WANTED : Put.REFUSED;
    }

    /** The patient, or for a part of a grant the hospital that passed it on. */
    private boolean mayGrant(GrantEntry grant, Caller caller) {
        return caller.isPatient(grant.sid())
                || grant.parent()
                        .flatMap(state::grant)
                        .filter(whole ->
                                caller.isOrganisation(whole.terms().grantee().orgId()))
                        .isPresent();
    }

    /** Sealed by the writer of a new record under a grant that stands, or by the patient. */
    private Put forward(BlobName.Forwarded name, Caller caller) {
        Optional<GrantEntry> grant = state.grant(name.gid());
        if (grant.isEmpty()) {
            return Put.UNKNOWN;
        } else if (caller instanceof Caller.Patient) {
            return allowed(caller.isPatient(grant.get().sid()));
        }
        // Custodians hear of a record before the ledger: one of them could take its capsule's place.
        return state.record(name.rid())
                .map(record -> allowed(caller.isOrganisation(record.author())))
                .orElse(Put.UNKNOWN);
    }

    /** A card is brought by the member whose credential it is of: another could take its place. */
    private Put ofSubject(BlobName.OfSubject name, Caller caller) {
        if (caller instanceof Caller.Patient) {
            return allowed(caller.isPatient(name.sid()));
        } else if (name.mail() != BlobName.Mail.CARD) {
            return Put.REFUSED;
        }
        return state.credential(caller.id(), name.recipient()).isPresent() ? Put.ON_TRIAL : Put.UNKNOWN;
    }

    /** What the ledger names of a record stays while that is active: erasing has its own protocol. */
    boolean mayDelete(BlobName name, Caller caller) {
        if (caller.isOrganisation(own)) {
            return true;
        } else if (name instanceof BlobName.Recorded part) {
            return state.record(part.rid())
                    .filter(record -> record.status() != RecordStatus.ACTIVE || isOtherCapsule(record, part))
                    .filter(record -> caller.isOrganisation(record.author()))
                    .isPresent();
        } else if (name instanceof BlobName.OfSubject mail) {
            return caller.isPatient(mail.sid()) || caller.isOrganisation(mail.recipient());
        }
        Id gid = name instanceof BlobName.OfGrant part ? part.gid() : ((BlobName.Forwarded) name).gid();
        return state.grant(gid).filter(grant -> caller.isPatient(grant.sid())).isPresent();
    }
}
