package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.AccessEntry;
import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantCommand;
import dev.quire.health.GrantEntry;
import dev.quire.health.HealthParameters;
import dev.quire.health.Id;
import dev.quire.health.Manifest;
import dev.quire.health.MemberEntry;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.RequestEntry;
import dev.quire.health.Statements;
import dev.quire.health.SubjectCommand;
import dev.quire.health.SubjectEntry;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.SigningRoot;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.health.member.MemberServices;
import dev.quire.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * The owner of a file, on the owner's device: no private key leaves this object. Closing it wipes the roots of all keys;
 * close it when nothing is under way.
 */
public final class Patient implements AutoCloseable {
    /** More keys than anybody takes for nothing: each costs a file of its own, on the ledger for ever. */
    private static final int EPOCHS_TRIED = 64;

    private final Desk desk;
    private final Id sid;
    private final PatientServices services;
    private final SigningRoot signing;
    private final DecryptionRoot decryption;

    Patient(Desk desk, PatientSeed seed, Id sid, PatientServices services) {
        this.desk = desk;
        this.sid = sid;
        this.services = services;
        this.signing = seed.signingRoot();
        this.decryption = seed.decryptionRoot();
    }

    public Id sid() {
        return sid;
    }

    /** Asks a hospital to open this file: compartments for these groups, and as many more that nobody tells who uses few. */
    public CompletableFuture<EnrolmentForm> enrolmentForm(Id writer, DefaultPolicy policy, List<LabelGroup> groups) {
        return desk.begin(() -> {
            MemberEntry member = desk.chain().require(MemberEntry.class, EntryKind.MEMBER, "member", writer);
            FilePlan plan = FilePlan.of(desk, sid, decryption, groups);
            Ed25519Key key = signing.key(desk.chainId(), sid, 1);
            SubjectCommand.RegisterSubject unsigned = new SubjectCommand.RegisterSubject(
                    sid, key.publicKey(), Optional.empty(), policy, plan.compartments());
            Bytes map = Envelope.writersMap(desk.chainId(), sid, writer, 1)
                    .seal(member.profile().keys().reading(), plan.map().encoded(), desk.random());
            return new EnrolmentForm(
                    sid,
                    key.publicKey(),
                    key.sign(Statements.registration(desk.chainId(), writer, unsigned)),
                    policy,
                    plan.compartments(),
                    map,
                    key.sign(Statements.writersMap(desk.chainId(), sid, writer, map)));
        });
    }

    /**
     * Asks the hospital that keeps this file for an absent patient to hand it over. Where somebody who saw the form has named
     * its key first, the hospital is told KEY_IN_USE: the next form has another one.
     */
    public CompletableFuture<ClaimForm> claimForm() {
        return desk.begin(() -> {
            SubjectEntry subject = subject();
            int epoch = freeEpoch(
                    subject.signingEpoch(),
                    later -> signing.key(desk.chainId(), sid, later).publicKey().bytes());
            Ed25519Key key = signing.key(desk.chainId(), sid, epoch);
            return new ClaimForm(
                    sid,
                    epoch,
                    key.publicKey(),
                    key.sign(Statements.claim(desk.chainId(), sid, subject.writer(), epoch, key.publicKey())));
        });
    }

    /** The first epoch after the present one whose key nobody has. */
    private int freeEpoch(int present, IntFunction<Bytes> publicKey) throws HealthException {
        for (int epoch = present + 1; epoch <= present + EPOCHS_TRIED; epoch++) {
            if (desk.chain().isFree(publicKey.apply(epoch))) {
                return epoch;
            }
        }
        throw new HealthException.Unknown("others have named the next " + EPOCHS_TRIED + " keys of file " + sid
                + ": their registrations on the ledger say who");
    }

    /**
     * Replaces the keys of all compartments that are not this patient's: after a claim, those that the sponsor made. Then the
     * sponsor seals the records from before to the new ones. May be asked again.
     *
     * @return the compartments whose keys are new
     */
    public CompletableFuture<List<Id>> takeOver() {
        return desk.begin(() -> {
            Owner owner = owner();
            List<Id> rotated = new ArrayList<>();
            for (CompartmentEntry compartment : compartmentEntries()) {
                if (!isOwn(compartment)) {
                    int epoch = freeEpoch(
                            compartment.epoch(),
                            later -> compartmentKey(compartment.cid(), later).bytes());
                    desk.chain()
                            .commit(
                                    owner.key(),
                                    new SubjectCommand.RotateCompartment(
                                            sid, compartment.cid(), epoch, compartmentKey(compartment.cid(), epoch)));
                    rotated.add(compartment.cid());
                }
            }
            return rotated;
        });
    }

    private boolean isOwn(CompartmentEntry compartment) {
        return compartmentKey(compartment.cid(), compartment.epoch()).equals(compartment.sealingKey());
    }

    private X25519PublicKey compartmentKey(Id cid, int epoch) {
        try (X25519Key key = decryption.compartmentKey(desk.chainId(), sid, cid, epoch)) {
            return key.publicKey();
        }
    }

    /**
     * Says what happens where no permission speaks; also the owner of a file that a hospital opened chooses so. DENY
     * ends an emergency that runs, too.
     */
    public CompletableFuture<Receipt> setPolicy(DefaultPolicy policy) {
        return desk.begin(() -> {
            Owner owner = owner();
            Manifest now = owner.subject().manifest();
            return desk.chain()
                    .commit(
                            owner.key(),
                            new SubjectCommand.SetManifest(sid, now.version() + 1, now.hash(), policy, now.recovery()));
        });
    }

    /** All records of this file. */
    public CompletableFuture<Proven<RecordEntry>> records() {
        return desk.begin(() -> desk.chain().list(EntryIndex.RECORDS_OF_SUBJECT, RecordEntry.class, sid));
    }

    public CompletableFuture<Proven<CompartmentEntry>> compartments() {
        return desk.begin(() -> desk.chain().list(EntryIndex.COMPARTMENTS_OF_SUBJECT, CompartmentEntry.class, sid));
    }

    /** Permissions and denials, ended ones included. */
    public CompletableFuture<Proven<GrantEntry>> grants() {
        return desk.begin(() -> desk.chain().list(EntryIndex.GRANTS_OF_SUBJECT, GrantEntry.class, sid));
    }

    /**
     * Who asked to read, when, why and what, and what was decided: these and no others. Any member can make it long, by
     * accesses that are refused: it is read in as many proofs as it takes, and is whole in memory, 1 to 4 KB for each.
     */
    public CompletableFuture<Proven<AccessEntry>> accessLog() {
        return desk.begin(() -> desk.chain().list(EntryIndex.ACCESSES_OF_SUBJECT, AccessEntry.class, sid));
    }

    /** Who broke the glass, and what a privacy officer said of it. */
    public CompletableFuture<Proven<EmergencyEntry>> emergencies() {
        return desk.begin(() -> desk.chain().list(EntryIndex.EMERGENCIES_OF_SUBJECT, EmergencyEntry.class, sid));
    }

    /** What the members have set for all: how long a permission may be, among it. */
    public CompletableFuture<HealthParameters> parameters() {
        return desk.begin(() -> desk.chain().parameters());
    }

    /** Protocol 3: allows. */
    public CompletableFuture<Granted> grant(Permission permission) {
        return desk.begin(() -> sealing(owner()).grant(permission));
    }

    /** Forbids to these people, in this scope, for these purposes and this time; it beats every permission. */
    public CompletableFuture<Receipt> deny(Permission opposite) {
        return desk.begin(() -> {
            Id gid = desk.newId();
            GrantCommand command = new GrantCommand.Grant(gid, sid, opposite.denial(), Optional.empty());
            return desk.chain().commit(owner().key(), command, "denial", gid);
        });
    }

    /**
     * Seals to the grantee what a race with a writer missed, and what no vault gave when it was allowed.
     *
     * @param unsealed of {@link Granted}, or none
     */
    public CompletableFuture<Synced> sync(Id gid, List<Id> unsealed) {
        return desk.begin(() ->
                sealing(owner()).sync(desk.chain().require(GrantEntry.class, EntryKind.GRANT, "grant", gid), unsealed));
    }

    private GrantSealing sealing(Owner owner) {
        Vaults vaults = desk.vaults(owner.services());
        return new GrantSealing(
                desk, vaults, PatientFactors.of(desk, vaults, decryption), owner.key(), owner.subject());
    }

    /** Protocol 2: who asked for permission, the oldest first; answered and lapsed ones included. */
    public CompletableFuture<List<AccessRequest>> requests() {
        return desk.begin(() -> {
            Owner owner = owner();
            List<AccessRequest> requests = new ArrayList<>();
            for (RequestEntry entry : desk.chain()
                    .list(EntryIndex.REQUESTS_TO_SUBJECT, RequestEntry.class, sid)
                    .entries()) {
                requests.add(new AccessRequest(
                        entry, card(owner, entry.orgId(), entry.request().pracId())));
            }
            return requests;
        });
    }

    /** Who somebody in the access log or in an emergency is: the card whose hash is on the ledger, if one was shown. */
    public CompletableFuture<Optional<PractitionerCard>> card(Id orgId, Id pracId) {
        return desk.begin(() -> card(owner(), orgId, pracId));
    }

    private Optional<PractitionerCard> card(Owner owner, Id orgId, Id pracId) throws HealthException {
        return new Cards(desk, desk.vaults(owner.services())).find(owner.subject(), decryption, orgId, pracId);
    }

    /**
     * Answers a request with a permission, which may be less than was wanted. Fails with {@link HealthException.Unsettled} and
     * the permission's id where that perhaps stands and the request is perhaps not answered by it.
     */
    public CompletableFuture<Granted> answer(Id qid, Permission permission) {
        return desk.begin(() -> {
            Owner owner = owner();
            RequestEntry request = desk.chain().require(RequestEntry.class, EntryKind.REQUEST, "request", qid);
            requireAnswerable(request, permission);
            Granted granted = sealing(owner).grant(permission);
            answer(owner, qid, granted.gid());
            return granted;
        });
    }

    private void requireAnswerable(RequestEntry request, Permission permission) throws HealthException.Unknown {
        String asked = "request " + request.qid();
        if (request.answer().isPresent()) {
            throw new HealthException.Unknown(request.answer()
                    .get()
                    .gid()
                    .map(gid -> asked + " is answered by permission " + gid + ": nothing else was allowed")
                    .orElse(asked + " is answered with no: nothing was allowed"));
        } else if (!request.isOpen(desk.chain().nowMicros())) {
            throw new HealthException.Unknown(asked + " is a day old: nothing was allowed");
        } else if (!request.orgId().equals(permission.grantee().orgId())) {
            throw new HealthException.Unknown(asked + " is another hospital's: nothing was allowed");
        }
    }

    private void answer(Owner owner, Id qid, Id gid) throws HealthException {
        try {
            desk.chain().commit(owner.key(), new ReadingCommand.AnswerRequest(qid, Optional.of(gid)));
        } catch (HealthException.Refused e) {
            // It was answered elsewhere meanwhile, perhaps with no: what answers nothing must not stay.
            endUnanswering(owner, gid);
            throw e;
        } catch (HealthException.Unavailable | HealthException.NotProven e) {
            throw new HealthException.Unsettled(
                    gid, "permission " + gid + " stands, and perhaps request " + qid + " is not answered by it", e);
        }
    }

    private void endUnanswering(Owner owner, Id gid) throws HealthException {
        try {
            end(owner, gid);
        } catch (HealthException e) {
            throw new HealthException.Unsettled(
                    gid, "permission " + gid + " answers no request, and perhaps it still stands", e);
        }
    }

    /** Says no. */
    public CompletableFuture<Receipt> decline(Id qid) {
        return desk.begin(
                () -> desk.chain().commit(owner().key(), new ReadingCommand.AnswerRequest(qid, Optional.empty())));
    }

    /**
     * Protocol 5: ends a permission or denial at once. Whoever asks a custodian after this has completed gets nothing; the
     * permission's capsules are dropped from the vaults that can be reached. Of one that has ended, only they are dropped: so
     * from those that could not be reached before.
     */
    public CompletableFuture<Revoked> revoke(Id gid) {
        return desk.begin(() -> end(owner(), gid));
    }

    private Revoked end(Owner owner, Id gid) throws HealthException {
        GrantEntry grant = desk.chain().require(GrantEntry.class, EntryKind.GRANT, "grant", gid);
        boolean over = grant.ended().isPresent() && grant.sid().equals(sid);
        Optional<Receipt> receipt =
                over ? Optional.empty() : Optional.of(desk.chain().commit(owner.key(), new GrantCommand.Revoke(gid)));
        return new Revoked(receipt, new CapsuleSweep(desk, desk.vaults(owner.services())).drop(grant));
    }

    /** Protocol 6: reads the own records; logged like every other reading. */
    public CompletableFuture<OpenRecords> read(List<Id> rids) {
        return desk.begin(() -> {
            Owner owner = owner();
            ReadOrder order =
                    new ReadOrder(sid, new Basis.Self(), AccessKind.VIEW, rids, Purpose.PATRQT, Optional.empty());
            return new RecordReader(desk, owner.services())
                    .read(
                            owner.key(),
                            order,
                            PatientFactors.of(desk, desk.vaults(owner.services()), decryption),
                            List.of());
        });
    }

    private List<CompartmentEntry> compartmentEntries() throws HealthException {
        return desk.chain()
                .list(EntryIndex.COMPARTMENTS_OF_SUBJECT, CompartmentEntry.class, sid)
                .entries();
    }

    private SubjectEntry subject() throws HealthException {
        return desk.chain().require(SubjectEntry.class, EntryKind.SUBJECT, "subject", sid);
    }

    /** The subject with the key that signs for it now. */
    private record Owner(SubjectEntry subject, Ed25519Key key, MemberServices services) {}

    private Owner owner() throws HealthException {
        SubjectEntry subject = subject();
        Ed25519Key key = signing.key(desk.chainId(), sid, subject.signingEpoch());
        if (!key.publicKey().equals(subject.signingKey())) {
            throw new HealthException.Unknown("subject " + sid + " is not this patient's, or is not claimed yet");
        }
        return new Owner(subject, key, services.as(sid, key));
    }

    @Override
    public void close() {
        signing.close();
        decryption.close();
    }
}
