package dev.quire.health.client;

import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantEntry;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordEntry;
import dev.quire.health.Scope;
import dev.quire.health.SubjectEntry;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.member.MemberServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Somebody who reads, by the gateway of a hospital. The ledger proves the hospital; the person is its signed claim. */
public final class Clinician {
    private final Desk desk;
    private final HospitalKeys keys;
    private final MemberServices services;
    private final Vaults vaults;
    private final Badge badge;

    Clinician(Desk desk, HospitalKeys keys, MemberServices services, Badge badge) {
        this.desk = desk;
        this.keys = keys;
        this.services = services;
        this.vaults = desk.vaults(services);
        this.badge = badge;
    }

    public Id pracId() {
        return badge.pracId();
    }

    /** What a permission covers, as far as it is on the ledger now; contents are not seen by this. */
    public CompletableFuture<List<RecordEntry>> recordsOf(Id gid) {
        return desk.begin(() -> {
            GrantEntry grant = grant(gid);
            if (grant.terms().scope() instanceof Scope.Records single) {
                return desk.chain()
                        .findAll(
                                RecordEntry.class,
                                EntryKind.RECORD,
                                single.rids().stream().map(Id::bytes).toList());
            }
            List<RecordEntry> records = new ArrayList<>();
            for (Id cid : ((Scope.Compartments) grant.terms().scope()).cids()) {
                records.addAll(desk.chain()
                        .list(EntryIndex.RECORDS_OF_COMPARTMENT, RecordEntry.class, grant.sid(), cid)
                        .entries());
            }
            return records;
        });
    }

    /**
     * Protocol 4: opens records under a permission, to be displayed and not kept.
     *
     * @param rids 1 to 50, all of the permission's subject
     * @return what opened, with its keys: close it when the session ends
     */
    public CompletableFuture<OpenRecords> read(Id gid, List<Id> rids, Purpose purpose) {
        return read(gid, rids, purpose, AccessKind.VIEW);
    }

    /** Protocol 8: the same, to be kept in this hospital's own system; only where the patient allowed that. */
    public CompletableFuture<OpenRecords> deliver(Id gid, List<Id> rids, Purpose purpose) {
        return read(gid, rids, purpose, AccessKind.DELIVER);
    }

    private CompletableFuture<OpenRecords> read(Id gid, List<Id> rids, Purpose purpose, AccessKind kind) {
        return desk.begin(() -> {
            GrantEntry grant = grant(gid);
            SubjectEntry subject = desk.chain().require(SubjectEntry.class, EntryKind.SUBJECT, "subject", grant.sid());
            X25519Key key = key(grant);
            ReadOrder order = new ReadOrder(
                    grant.sid(), new Basis.ByGrant(gid), kind, rids, purpose, Optional.of(badge.pracId()));
            try (GrantFactors factors = new GrantFactors(
                    desk,
                    vaults,
                    grant,
                    key,
                    subject.writer(),
                    Custodians.members(desk.chain()).keySet())) {
                return new RecordReader(desk, services).read(keys.gateway().signer(), order, factors);
            }
        });
    }

    private GrantEntry grant(Id gid) throws HealthException {
        return desk.chain().require(GrantEntry.class, EntryKind.GRANT, "grant", gid);
    }

    /** The key to which the permission's capsules are sealed; it stays its keeper's. */
    private X25519Key key(GrantEntry grant) throws HealthException {
        int keyId = grant.terms().keyId();
        Optional<X25519Key> key =
                keyId == 0 ? badge.readingKey() : keys.reading().ofEpoch(keyId);
        return key.orElseThrow(() -> new HealthException.Unknown(
                keyId == 0
                        ? "grant " + grant.gid() + " is sealed to a person's own key, which " + badge.pracId()
                                + " has not"
                        : "reading key " + keyId + " of " + keys.orgId() + " is not kept here"));
    }
}
