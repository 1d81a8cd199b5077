package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.custody.SealedRecord;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.SigningRoot;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Capsules;
import dev.quire.spi.state.Outcome;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A join over all columns of 1,000 patients, each of whom has a file at both hospitals, under one seed and with the same
 * content: no value of the one stands in, or is the hash of one in, the other (HEALTHCARE.md 2.6). Members and their staff are
 * public, and in everybody's file.
 */
class UnlinkableTest {
    private static final int PATIENTS = 1_000;
    /** Sealing takes time: what is sealed is for the others as random as it looks. */
    private static final int SEALED = 50;

    private static final Hash CHAIN = Hash.ZERO;
    private static final int EPOCH = 1;

    private final SecureRandom random = new FixedRandom(2026);
    private final Town town = new Town();
    private final Set<Bytes> publicValues = new HashSet<>();
    private final Map<Id, Map<Bytes, String>> bySubject = new HashMap<>();
    private final Set<Class<?>> sent = new HashSet<>();

    /** A hospital that writes, the other one that reads, and who signs for them. */
    private record Side(Id writer, String name, Id reader, String readerName, Id doctor, Id officer) {}

    private static final Side CITY = new Side(Town.CITY, "city", Town.RURAL, "rural", Town.DOCTOR, Town.OFFICER);
    private static final Side RURAL =
            new Side(Town.RURAL, "rural", Town.CITY, "city", Town.COLLEAGUE, Town.CITY_OFFICER);

    private Id id() {
        byte[] bytes = new byte[Id.SIZE];
        random.nextBytes(bytes);
        return new Id(Bytes.wrap(bytes));
    }

    private Hash hash() {
        return Hash.of(Bytes.wrap(Secret.random(random).toArray()));
    }

    private void open() {
        Town.SCRIBE
                .genesis()
                .founders()
                .forEach(founder -> publicValues.addAll(ColumnValues.of(founder).keySet()));
        for (Side side : List.of(CITY, RURAL)) {
            employ(side, side.doctor, "doctor", Role.ATTENDING);
            employ(side, side.officer, "officer", Role.PRIVACY_OFFICER);
        }
    }

    private void employ(Side side, Id pracId, String name, Role role) {
        MemberCommand.IssueCredential credential = Town.SCRIBE.credential(
                pracId, name + " of " + side.readerName, town.timeMicros + 60 * Scribe.DAY, role);
        publicValues.addAll(ColumnValues.of(credential).keySet());
        town.applied(side.readerName + " controller", credential);
    }

    private void applied(Id sid, String sender, HealthCommand command) {
        applied(sid, Town.SCRIBE.cast().key(sender), command);
    }

    private void applied(Id sid, PublicKey sender, HealthCommand command) {
        town.height++;
        Outcome outcome = town.plugin.apply(
                town.context.at(town.height, 0, town.timeMicros).transaction(sender, command.encoded()));
        assertThat(outcome).as("%s", command).isInstanceOf(Outcome.Applied.class);
        collect(sid, (Record) command);
        sent.add(command.getClass());
    }

    private void collect(Id sid, Record structure) {
        Map<Bytes, String> known = bySubject.computeIfAbsent(sid, unknown -> new TreeMap<>());
        ColumnValues.of(structure).forEach(known::putIfAbsent);
    }

    /** All that can happen to a patient at one hospital, with keys of the seed as the app derives them. */
    private Id live(PatientSeed seed, Side side, Id encounterTag) {
        boolean emergency = bySubject.size() < 2 * SEALED;
        Id sid = id();
        String claimant = "patient " + sid;
        PublicKey patient = emergency ? Town.SCRIBE.cast().key(claimant) : signingKey(seed, sid);
        SubjectCommand.RegisterSubject registration = registration(seed, sid, side, patient);
        if (emergency) {
            // No hospital breaks the glass more often than twice a day.
            town.pass(Scribe.DAY / 2);
            sponsor(registration, side, claimant);
        } else {
            applied(sid, side.name + " gateway", registration);
        }
        NewCompartment first = registration.compartments().get(0);
        Id second = registration.compartments().get(1).cid();
        applied(sid, patient, new SubjectCommand.RotateCompartment(sid, second, 2, key(seed, sid, second, 2)));
        Id cid = id();
        NewCompartment essentials = new NewCompartment(cid, key(seed, sid, cid, EPOCH), true);
        applied(sid, patient, new SubjectCommand.AddCompartment(sid, essentials));
        RecordTerms record = write(sid, first, side);
        read(sid, patient, record, side, encounterTag);
        RecordTerms essential = record(sid, essentials, side);
        applied(sid, side.name + " gateway", new RecordCommand.PutRecord(essential));
        if (emergency) {
            rescue(sid, essential, side);
        }
        applied(sid, patient, new SubjectCommand.SetManifest(sid, 1, hash(), DefaultPolicy.DENY, Optional.of(hash())));
        return sid;
    }

    private static PublicKey signingKey(PatientSeed seed, Id sid) {
        try (SigningRoot root = seed.signingRoot()) {
            return root.key(CHAIN, sid, EPOCH).publicKey();
        }
    }

    private static X25519PublicKey key(PatientSeed seed, Id sid, Id cid, int epoch) {
        try (DecryptionRoot root = seed.decryptionRoot();
                X25519Key key = root.compartmentKey(CHAIN, sid, cid, epoch)) {
            return key.publicKey();
        }
    }

    /** The file is the hospital's first, and then the patient's. */
    private void sponsor(SubjectCommand.RegisterSubject file, Side side, String claimant) {
        Id sid = file.sid();
        try (PatientSeed sponsor = PatientSeed.generate(random)) {
            applied(
                    sid,
                    side.name + " gateway",
                    new SubjectCommand.RegisterSubject(
                            sid, signingKey(sponsor, sid), Optional.empty(), file.policy(), file.compartments()));
        }
        applied(sid, side.name + " gateway", Town.SCRIBE.claim(sid, side.writer, claimant));
    }

    /** A record in two versions, the first of which was wrong. */
    private RecordTerms write(Id sid, NewCompartment compartment, Side side) {
        String writer = side.name + " gateway";
        RecordTerms wrong = record(sid, compartment, side);
        applied(sid, writer, new RecordCommand.PutRecord(wrong));
        RecordTerms right = record(sid, compartment, side);
        applied(sid, writer, new RecordCommand.AmendRecord(right, wrong.rid()));
        applied(sid, writer, new RecordCommand.MarkEnteredInError(wrong.rid()));
        applied(sid, writer, new RecordCommand.ReplaceCapsule(right.rid(), 1, hash()));
        return right;
    }

    /** The reader asks, is permitted, passes it on and reads; the patient reads too, and forbids it afterwards. */
    private void read(Id sid, PublicKey patient, RecordTerms record, Side side, Id encounterTag) {
        String reader = side.readerName + " gateway";
        Id qid = id();
        Scope wanted = new Scope.Compartments(List.of(record.cid()));
        applied(
                sid,
                reader,
                new ReadingCommand.RequestAccess(
                        qid, sid, side.doctor, wanted, Purpose.TREAT, Optional.of(encounterTag)));
        Id gid = id();
        GrantDraft whole =
                terms(record.cid(), side.reader).encounter(encounterTag).mayGrant();
        applied(sid, patient, new GrantCommand.Grant(gid, sid, whole.build().with(hash()), Optional.empty()));
        applied(sid, patient, new ReadingCommand.AnswerRequest(qid, Optional.of(gid)));
        GrantTerms part = terms(record.cid(), side.writer).build().with(hash());
        applied(sid, reader, new GrantCommand.Grant(id(), sid, part, Optional.of(gid)));
        Basis basis = new Basis.ByGrant(gid);
        applied(sid, reader, access(sid, basis, record.rid(), Purpose.TREAT, Optional.of(side.doctor)));
        applied(sid, patient, access(sid, new Basis.Self(), record.rid(), Purpose.PATRQT, Optional.empty()));
        applied(sid, reader, new GrantCommand.EndByEncounter(encounterTag));
        Id denial = id();
        GrantTerms forbidden = terms(record.cid(), side.reader).deny().build();
        applied(sid, patient, new GrantCommand.Grant(denial, sid, forbidden, Optional.empty()));
        applied(sid, patient, new GrantCommand.Revoke(denial));
    }

    private void rescue(Id sid, RecordTerms essential, Side side) {
        String reader = side.readerName + " gateway";
        Id eid = id();
        applied(sid, reader, Town.SCRIBE.breakGlass(eid, sid, side.doctor));
        Basis basis = new Basis.ByEmergency(eid);
        applied(sid, reader, access(sid, basis, essential.rid(), Purpose.ETREAT, Optional.of(side.doctor)));
        applied(sid, reader, new EmergencyCommand.ReviewBreakGlass(eid, side.officer, true));
    }

    private SubjectCommand.RegisterSubject registration(PatientSeed seed, Id sid, Side side, PublicKey patient) {
        List<NewCompartment> compartments = new ArrayList<>();
        try (DecryptionRoot root = seed.decryptionRoot()) {
            for (int i = 0; i < 4; i++) {
                Id cid = id();
                X25519PublicKey key =
                        root.compartmentKey(CHAIN, sid, cid, EPOCH).publicKey();
                compartments.add(new NewCompartment(cid, key, false));
            }
        }
        SubjectCommand.RegisterSubject unsigned = new SubjectCommand.RegisterSubject(
                sid, patient, Optional.empty(), DefaultPolicy.BREAK_GLASS_ONLY, compartments);
        return unsigned.with(Optional.of(Cast.sign(patient, Statements.registration(CHAIN, side.writer, unsigned))));
    }

    /** The same content at both hospitals, and in everybody's file. */
    private RecordTerms record(Id sid, NewCompartment compartment, Side side) {
        if (bySubject.size() > 2 * SEALED) {
            Optional<Hash> shareRootE = compartment.emergency() ? Optional.of(hash()) : Optional.empty();
            return new Sealed(id(), 256, hash(), hash(), hash(), hash(), shareRootE)
                    .terms(sid, compartment.cid(), side);
        }
        SealedRecord sealed = SealedRecord.write(
                new SealedRecord.Place(CHAIN, id(), sid, compartment.cid()),
                compartment.key(),
                Bytes.utf8("allergic to penicillin").toArray(),
                compartment.emergency(),
                random);
        return new Sealed(
                        sealed.rid(),
                        sealed.sealed().blobLength(),
                        sealed.fingerprint(),
                        sealed.keyCommit(),
                        Capsules.hash(CHAIN, sealed.rid(), sealed.capsule()),
                        sealed.dealingB().leaves().root(),
                        sealed.dealingE().map(dealing -> dealing.leaves().root()))
                .terms(sid, compartment.cid(), side);
    }

    /** What the author made of a record. */
    private record Sealed(
            Id rid,
            long length,
            Hash fingerprint,
            Hash keyCommit,
            Hash capsule,
            Hash shareRoot,
            Optional<Hash> shareRootE) {
        RecordTerms terms(Id sid, Id cid, Side side) {
            return new RecordTerms(
                    rid,
                    sid,
                    cid,
                    1,
                    Optional.empty(),
                    RecordKind.ENTRY,
                    length,
                    fingerprint,
                    keyCommit,
                    capsule,
                    1,
                    shareRoot,
                    shareRootE,
                    List.of(side.writer));
        }
    }

    private GrantDraft terms(Id cid, Id grantee) {
        return new GrantDraft(town.timeMicros)
                .to(new Grantee.Organisation(grantee))
                .cids(cid);
    }

    private ReadingCommand.Access access(Id sid, Basis basis, Id rid, Purpose purpose, Optional<Id> pracId) {
        return new ReadingCommand.Access(
                id(),
                sid,
                basis,
                AccessKind.VIEW,
                List.of(rid),
                purpose,
                X25519Key.generate(random).publicKey(),
                pracId);
    }

    /** What the state has of them, beside what the commands said. */
    private void collectState() throws MalformedException {
        for (Map.Entry<Bytes, Bytes> found : town.context.state.entrySet()) {
            // Where nothing but an id stands, it may begin as an entry does.
            int tag = found.getValue().size() <= Id.SIZE ? 0 : found.getValue().at(0) & 0xff;
            if (tag >= Tag.SUBJECT_ENTRY && tag <= Tag.EMERGENCY_ENTRY) {
                Record entry = (Record) HealthEntry.decode(found.getValue());
                Map<Bytes, String> values = ColumnValues.of(entry);
                for (Bytes value : values.keySet()) {
                    if (value.size() == Id.SIZE && bySubject.containsKey(new Id(value))) {
                        collect(new Id(value), entry);
                    }
                }
            }
        }
    }

    /** Values, or hashes of values, of one that stand in the other. */
    private List<String> shared(Id one, Id other) {
        List<String> shared = new ArrayList<>();
        Map<Bytes, String> values = values(one);
        Map<Bytes, String> others = values(other);
        values.forEach((value, column) -> {
            Bytes hash = Fingerprint.sha256(value).bytes();
            for (Bytes found : List.of(value, hash, hash.slice(0, Id.SIZE))) {
                if (!publicValues.contains(value) && others.containsKey(found)) {
                    shared.add(column + " = " + others.get(found));
                }
            }
        });
        return shared;
    }

    private Map<Bytes, String> values(Id sid) {
        return bySubject.getOrDefault(sid, Map.of());
    }

    @Test
    void filesOfOnePersonHaveNoValueInCommon() throws MalformedException {
        open();
        List<List<Id>> people = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            try (PatientSeed seed = PatientSeed.generate(random)) {
                people.add(List.of(live(seed, CITY, id()), live(seed, RURAL, id())));
            }
        }
        assertThat(sent).as("all commands that say something of a file").isEqualTo(aboutFiles());
        collectState();
        for (List<Id> sids : people) {
            assertThat(shared(sids.get(0), sids.get(1))).isEmpty();
            assertThat(shared(sids.get(1), sids.get(0))).isEmpty();
        }
        // Nor do any two people: each value that is not public stands in one file.
        Map<Bytes, Id> owner = new HashMap<>();
        bySubject.forEach((sid, values) -> values.keySet().stream()
                .filter(value -> !publicValues.contains(value))
                .forEach(value ->
                        assertThat(owner.put(value, sid)).as(values.get(value)).isNull()));
        assertThat(owner).hasSizeGreaterThan(PATIENTS * 2 * 20);
    }

    /** Members and staff are public, and a link says itself that its writer has two files of one person. */
    private static Set<Class<?>> aboutFiles() {
        Set<Class<?>> commands = new HashSet<>();
        for (Class<?> family : HealthCommand.class.getPermittedSubclasses()) {
            commands.addAll(List.of(family.getPermittedSubclasses()));
        }
        commands.removeAll(List.of(GovernanceCommand.class.getPermittedSubclasses()));
        commands.removeAll(List.of(MemberCommand.class.getPermittedSubclasses()));
        commands.remove(SubjectCommand.LinkSubject.class);
        return commands;
    }

    /** A planted mistake: one tag for two visits. */
    @Test
    void whatTiesThemTogetherIsFound() throws MalformedException {
        open();
        Id tag = id();
        try (PatientSeed seed = PatientSeed.generate(random)) {
            Id one = live(seed, CITY, tag);
            Id other = live(seed, RURAL, tag);
            collectState();
            assertThat(shared(one, other)).containsExactly("RequestAccess.encounterTag = RequestAccess.encounterTag");
        }
    }
}
