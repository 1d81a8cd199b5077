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
    private static final int EPOCH = 0;

    private final SecureRandom random = new FixedRandom(2026);
    private final Town town = new Town();
    private final Set<Bytes> publicValues = new HashSet<>();
    private final Map<Id, Map<Bytes, String>> bySubject = new HashMap<>();

    /** A hospital that writes, the other one that reads, and who signs for them. */
    private record Side(Id writer, String name, Id reader, String readerName, Id doctor) {}

    private static final Side CITY = new Side(Town.CITY, "city", Town.RURAL, "rural", Town.DOCTOR);
    private static final Side RURAL = new Side(Town.RURAL, "rural", Town.CITY, "city", Town.COLLEAGUE);

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
            MemberCommand.IssueCredential credential = Town.SCRIBE.credential(
                    side.doctor, "doctor of " + side.readerName, town.timeMicros + 60 * Scribe.DAY, Role.ATTENDING);
            publicValues.addAll(ColumnValues.of(credential).keySet());
            town.applied(side.readerName + " controller", credential);
        }
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
    }

    private void collect(Id sid, Record structure) {
        Map<Bytes, String> known = bySubject.computeIfAbsent(sid, unknown -> new TreeMap<>());
        ColumnValues.of(structure).forEach(known::putIfAbsent);
    }

    /** All that a patient does at one hospital, with keys of the seed as the app derives them. */
    private Id live(PatientSeed seed, Side side, Id encounterTag) {
        Id sid = id();
        PublicKey patient;
        try (SigningRoot root = seed.signingRoot()) {
            patient = root.key(CHAIN, sid, EPOCH).publicKey();
        }
        SubjectCommand.RegisterSubject registration = registration(seed, sid, side, patient);
        applied(sid, side.name + " gateway", registration);
        applied(sid, patient, new SubjectCommand.SetManifest(sid, 1, hash(), DefaultPolicy.DENY, Optional.of(hash())));
        NewCompartment compartment = registration.compartments().get(0);
        RecordTerms record = record(sid, compartment, side);
        applied(sid, side.name + " gateway", new RecordCommand.PutRecord(record));
        Id gid = id();
        applied(
                sid,
                patient,
                new GrantCommand.Grant(gid, sid, terms(compartment.cid(), side, encounterTag), Optional.empty()));
        applied(sid, side.readerName + " gateway", access(sid, gid, record.rid(), side));
        applied(sid, patient, new GrantCommand.Revoke(gid));
        return sid;
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
            return new Sealed(id(), 256, hash(), hash(), hash(), hash()).terms(sid, compartment.cid(), side);
        }
        SealedRecord sealed = SealedRecord.write(
                new SealedRecord.Place(CHAIN, id(), sid, compartment.cid()),
                compartment.key(),
                Bytes.utf8("allergic to penicillin").toArray(),
                false,
                random);
        return new Sealed(
                        sealed.rid(),
                        sealed.sealed().blobLength(),
                        sealed.fingerprint(),
                        sealed.keyCommit(),
                        Capsules.hash(CHAIN, sealed.rid(), sealed.capsule()),
                        sealed.dealingB().leaves().root())
                .terms(sid, compartment.cid(), side);
    }

    /** What the author made of a record. */
    private record Sealed(Id rid, long length, Hash fingerprint, Hash keyCommit, Hash capsule, Hash shareRoot) {
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
                    Optional.empty(),
                    List.of(side.writer));
        }
    }

    private GrantTerms terms(Id cid, Side side, Id encounterTag) {
        GrantTerms plain = new GrantDraft(town.timeMicros)
                .to(new Grantee.Organisation(side.reader))
                .cids(cid)
                .encounter(encounterTag)
                .build();
        return new GrantTerms(
                plain.effect(),
                plain.grantee(),
                plain.keyId(),
                plain.scope(),
                plain.purposes(),
                plain.legalBasis(),
                plain.fromMicros(),
                plain.untilMicros(),
                plain.uses(),
                plain.includeNew(),
                plain.mayKeep(),
                plain.mayGrant(),
                plain.encounterTag(),
                hash());
    }

    private ReadingCommand.Access access(Id sid, Id gid, Id rid, Side side) {
        return new ReadingCommand.Access(
                id(),
                sid,
                new Basis.ByGrant(gid),
                AccessKind.VIEW,
                List.of(rid),
                Purpose.TREAT,
                X25519Key.generate(random).publicKey(),
                Optional.of(side.doctor));
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

    /** A planted mistake: one tag for two visits. */
    @Test
    void whatTiesThemTogetherIsFound() throws MalformedException {
        open();
        Id tag = id();
        try (PatientSeed seed = PatientSeed.generate(random)) {
            Id one = live(seed, CITY, tag);
            Id other = live(seed, RURAL, tag);
            collectState();
            assertThat(shared(one, other)).containsExactly("Grant.terms.encounterTag = Grant.terms.encounterTag");
        }
    }
}
