package dev.quire.health.client;

import dev.quire.crypto.Ed25519Key;
import dev.quire.health.AccessEntry;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantCommand;
import dev.quire.health.Id;
import dev.quire.health.RecordCommand;
import dev.quire.health.Refusal;
import dev.quire.health.SubjectCommand;
import dev.quire.health.SubjectEntry;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.SigningRoot;
import dev.quire.health.member.MemberServices;
import dev.quire.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A hospital, by its gateway: it opens files, writes records, and answers for what its people read. */
public final class Hospital {
    /** The most transactions of one discharge. */
    public static final int MAX_DISCHARGES = 100;

    private final Desk desk;
    private final HospitalKeys keys;
    private final MemberServices services;
    private final DealCourier courier;
    private final Vaults vaults;
    private final DealRound round;
    private final FileDesk files;

    Hospital(Desk desk, HospitalKeys keys, MemberServices services, DealOutbox outbox) {
        this.desk = desk;
        this.keys = keys;
        this.services = services;
        this.courier = new DealCourier(desk, keys.orgId(), services, outbox);
        this.vaults = desk.vaults(services);
        this.round = new DealRound(desk, services, keys, outbox);
        this.files = new FileDesk(desk, vaults, keys);
    }

    public Id orgId() {
        return keys.orgId();
    }

    /** Somebody who reads here. */
    public Clinician clinician(Badge badge) {
        return new Clinician(desk, keys, services, badge);
    }

    /** Somebody who judges emergencies here. */
    public PrivacyOfficer officer(Badge badge) {
        return new PrivacyOfficer(desk, keys, badge);
    }

    /** Opens a file for a patient who has the app, and keeps the writer's map in the own vault. */
    public CompletableFuture<Receipt> enroll(EnrolmentForm form) {
        return desk.begin(() -> {
            files.requireMapOf(form);
            files.keepMap(form.sid(), 1, form.writersMap());
            return desk.chain().commit(keys.gateway().signer(), form.command());
        });
    }

    /**
     * Opens a file for a patient who has no app yet: its keys are this hospital's, which knows these records anyway. It can
     * be written to, and its essentials opened in an emergency; nobody can allow anything until it is claimed.
     *
     * @return the new subject's id
     */
    public CompletableFuture<Id> sponsor(List<LabelGroup> groups, DefaultPolicy policy) {
        return desk.begin(() -> {
            Id sid = desk.newId();
            try (DecryptionRoot root = keys.sponsor().decryptionRoot();
                    SigningRoot signing = keys.sponsor().signingRoot()) {
                FilePlan plan = FilePlan.of(desk, sid, root, groups);
                Ed25519Key own = signing.key(desk.chainId(), sid, 1);
                files.keepMap(sid, 1, files.seal(sid, 1, plan.map()));
                desk.chain()
                        .commit(
                                keys.gateway().signer(),
                                new SubjectCommand.RegisterSubject(
                                        sid, own.publicKey(), Optional.empty(), policy, plan.compartments()));
            }
            return sid;
        });
    }

    /** The label groups of a file that is written here, each with its compartment. */
    public CompletableFuture<SortedMap<String, Id>> groups(Id sid) {
        return desk.begin(() -> {
            SortedMap<String, Id> groups = new TreeMap<>();
            files.map(sid).compartments().forEach((group, cid) -> groups.put(group.toUtf8(), cid));
            return groups;
        });
    }

    /** Hands a sponsored file over to its patient; so the hospital says that it knows who this is. */
    public CompletableFuture<Receipt> claim(ClaimForm form) {
        return desk.begin(() -> desk.chain()
                .commit(
                        keys.gateway().signer(),
                        new SubjectCommand.ClaimSubject(form.sid(), form.epoch(), form.key(), form.patient())));
    }

    /**
     * After a claim, when the patient's app has replaced the compartments' keys: seals the factors of the records from before
     * to the new ones, and names the new capsules on the ledger. May be asked again.
     */
    public CompletableFuture<Resealed> reseal(Id sid) {
        return desk.begin(() -> files.reseal(sid));
    }

    /** Protocol 1: publishes a record that no single person wrote. */
    public CompletableFuture<Published> publish(Id sid, NewRecord record) {
        return publish(sid, record, Optional.empty());
    }

    /** Protocol 1: publishes a record that somebody here wrote. */
    public CompletableFuture<Published> publish(Id sid, NewRecord record, Id pracId) {
        return publish(sid, record, Optional.of(pracId));
    }

    private CompletableFuture<Published> publish(Id sid, NewRecord record, Optional<Id> pracId) {
        return desk.begin(() -> new RecordAuthor(desk, vaults, keys, round, files).publish(sid, pracId, record));
    }

    /** Says that a record should never have been written: nobody reads it any more, and it stays provable. */
    public CompletableFuture<Receipt> markEnteredInError(Id rid) {
        return desk.begin(
                () -> desk.chain().commit(keys.gateway().signer(), new RecordCommand.MarkEnteredInError(rid)));
    }

    /**
     * Hands in once more what no custodian has receipted. To be asked from time to time, for as long as the outbox has
     * something.
     *
     * @return what each custodian failed in this time; empty: all of it is dealt
     */
    public CompletableFuture<List<Fault>> deliverDeals() {
        return courier.deliver();
    }

    /**
     * The visit is over: ends the permissions of this tag to this hospital. A transaction ends 64 of them, so that it is sent
     * until the ledger has nothing to end any more.
     */
    public CompletableFuture<Discharged> discharge(Id encounterTag) {
        return desk.begin(() -> dischargeAll(new GrantCommand.EndByEncounter(encounterTag)));
    }

    private Discharged dischargeAll(GrantCommand.EndByEncounter command) throws HealthException {
        List<Receipt> receipts = new ArrayList<>();
        while (receipts.size() < MAX_DISCHARGES) {
            try {
                receipts.add(desk.chain().commit(keys.gateway().signer(), command));
            } catch (HealthException.Refused e) {
                if (receipts.isEmpty() || e.refusal() != Refusal.NOTHING_TO_END) {
                    throw e;
                }
                return new Discharged(receipts, true);
            }
        }
        return new Discharged(receipts, false);
    }

    /** What the people of this hospital asked to read: these and no others. */
    public CompletableFuture<Proven<AccessEntry>> accessLog() {
        return desk.begin(() -> desk.chain().list(EntryIndex.ACCESSES_BY_MEMBER, AccessEntry.class, keys.orgId()));
    }

    /** A file as the ledger has it. */
    public CompletableFuture<SubjectEntry> file(Id sid) {
        return desk.begin(() -> desk.chain().require(SubjectEntry.class, EntryKind.SUBJECT, "subject", sid));
    }
}
