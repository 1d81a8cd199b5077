package dev.quire.health.client;

import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.EmergencyCommand;
import dev.quire.health.EmergencyCommand.SecondPerson;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EmergencyReason;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantEntry;
import dev.quire.health.HealthParameters;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import dev.quire.health.RequestEntry;
import dev.quire.health.Scope;
import dev.quire.health.Statements;
import dev.quire.health.SubjectEntry;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.member.MemberServices;
import dev.quire.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** What the members have set for all: how long an emergency may be, among it. */
    public CompletableFuture<HealthParameters> parameters() {
        return desk.begin(() -> desk.chain().parameters());
    }

    /** The parts of a file, which a request names; what a part is called, the patient knows. */
    public CompletableFuture<Proven<CompartmentEntry>> compartmentsOf(Id sid) {
        return desk.begin(() -> desk.chain().list(EntryIndex.COMPARTMENTS_OF_SUBJECT, CompartmentEntry.class, sid));
    }

    /**
     * Protocol 2: shows the patient this person's card and asks for permission.
     *
     * @param wanted a wish; the patient may allow less
     * @param encounterTag of the visit: a random id that this hospital draws for each subject and visit
     */
    public CompletableFuture<Asked> request(Id sid, Scope wanted, Purpose purpose, Optional<Id> encounterTag) {
        return desk.begin(() -> {
            Id qid = desk.newId();
            List<Fault> faults = show(sid);
            Receipt receipt = desk.chain()
                    .commit(
                            keys.gateway().signer(),
                            new ReadingCommand.RequestAccess(qid, sid, badge.pracId(), wanted, purpose, encounterTag));
            return new Asked(qid, receipt, faults);
        });
    }

    /** What the patient answered; empty: nothing yet. */
    public CompletableFuture<Optional<RequestEntry.Answer>> answerTo(Id qid) {
        return desk.begin(() -> desk.chain()
                .require(RequestEntry.class, EntryKind.REQUEST, "request", qid)
                .answer());
    }

    private List<Fault> show(Id sid) throws HealthException {
        return new Cards(desk, vaults).show(badge.card(), sid);
    }

    /**
     * Protocol 7: opens the essentials of a patient who cannot be asked. The patient and all privacy officers see it, and it
     * is reviewed within 72 hours.
     *
     * @param hours how long, 1 to the members' parameter, 12 by default
     */
    public CompletableFuture<BrokenGlass> breakGlass(Id sid, EmergencyReason reason, int hours) {
        return desk.begin(() -> breakGlass(desk.newId(), sid, reason, hours, Optional.empty()));
    }

    /**
     * The same with a second person of this hospital, who signs for it too: above the hospital's quota of the day.
     *
     * @throws IllegalArgumentException if the second person works elsewhere
     */
    public CompletableFuture<BrokenGlass> breakGlass(Id sid, EmergencyReason reason, int hours, Clinician second) {
        if (!second.keys.orgId().equals(keys.orgId())) {
            throw new IllegalArgumentException("the second person works at another hospital");
        }
        Id eid = desk.newId();
        SecondPerson person = new SecondPerson(
                second.pracId(),
                second.badge
                        .key()
                        .signer()
                        .sign(Statements.secondPerson(
                                desk.chainId(), keys.orgId(), eid, sid, badge.pracId(), second.pracId())));
        return desk.begin(() -> breakGlass(eid, sid, reason, hours, Optional.of(person)));
    }

    private BrokenGlass breakGlass(Id eid, Id sid, EmergencyReason reason, int hours, Optional<SecondPerson> second)
            throws HealthException {
        Receipt receipt = desk.chain()
                .commit(
                        keys.gateway().signer(),
                        new EmergencyCommand.BreakGlass(eid, sid, badge.pracId(), reason, hours, second),
                        "emergency",
                        eid);
        List<RecordEntry> essentials =
                desk.chain().list(EntryIndex.RECORDS_OF_SUBJECT, RecordEntry.class, sid).entries().stream()
                        .filter(record ->
                                record.terms().shareRootE().isPresent() && record.status() == RecordStatus.ACTIVE)
                        .toList();
        return new BrokenGlass(emergency(eid), receipt, essentials, show(sid));
    }

    private EmergencyEntry emergency(Id eid) throws HealthException {
        return desk.chain().require(EmergencyEntry.class, EntryKind.EMERGENCY, "emergency", eid);
    }

    /**
     * Opens essentials in an emergency that this person declared: custodians release both factors, for nothing is sealed to
     * the reader.
     *
     * @param rids 1 to 50 essentials
     */
    public CompletableFuture<OpenRecords> readInEmergency(Id eid, List<Id> rids) {
        return desk.begin(() -> {
            EmergencyEntry emergency = emergency(eid);
            ReadOrder order = new ReadOrder(
                    emergency.sid(),
                    new Basis.ByEmergency(eid),
                    AccessKind.VIEW,
                    rids,
                    Purpose.ETREAT,
                    Optional.of(badge.pracId()));
            FactorSource none = record -> {
                throw new HealthException.Unknown("record " + record.rid() + " is no essential");
            };
            return new RecordReader(desk, services).read(keys.gateway().signer(), order, none, List.of());
        });
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
            Inquiry inquiry = desk.chain().inquiry();
            var found = inquiry.entry(
                    SubjectEntry.class, EntryKind.SUBJECT, grant.sid().bytes());
            var compartments = inquiry.list(CompartmentEntry.class, EntryIndex.COMPARTMENTS_OF_SUBJECT, grant.sid());
            var members = inquiry.list(MemberEntry.class, EntryIndex.MEMBERS);
            inquiry.ask();
            SubjectEntry subject = found.require("subject " + grant.sid());
            SortedMap<Id, MemberEntry> byId = Custodians.byId(members.all());
            ReadOrder order = new ReadOrder(
                    grant.sid(), new Basis.ByGrant(gid), kind, rids, purpose, Optional.of(badge.pracId()));
            List<Fault> faults = new Cards(desk, vaults)
                    .show(badge.card(), subject, compartments.all().get(0));
            try (GrantFactors factors =
                    new GrantFactors(desk, vaults, grant, readingKeys(grant, byId), subject.writer(), byId.keySet())) {
                return new RecordReader(desk, services).read(keys.gateway().signer(), order, factors, faults);
            }
        });
    }

    private GrantEntry grant(Id gid) throws HealthException {
        return desk.chain().require(GrantEntry.class, EntryKind.GRANT, "grant", gid);
    }

    /** The keys to which the permission's capsules may be sealed: that of its terms, and those that came after it. */
    private SortedMap<Integer, X25519Key> readingKeys(GrantEntry grant, SortedMap<Id, MemberEntry> members)
            throws HealthException {
        int keyId = grant.terms().keyId();
        SortedMap<Integer, X25519Key> kept = new TreeMap<>();
        if (keyId == 0) {
            badge.readingKey().ifPresent(key -> kept.put(0, key));
        } else {
            MemberEntry own = members.get(keys.orgId());
            for (int epoch = keyId; own != null && epoch <= own.readingEpoch(); epoch++) {
                int of = epoch;
                keys.reading().ofEpoch(epoch).ifPresent(key -> kept.put(of, key));
            }
        }
        if (kept.isEmpty()) {
            throw new HealthException.Unknown(
                    keyId == 0
                            ? "grant " + grant.gid() + " is sealed to a person's own key, which " + badge.pracId()
                                    + " has not"
                            : "reading key " + keyId + " of " + keys.orgId() + " is not kept here");
        }
        return kept;
    }
}
