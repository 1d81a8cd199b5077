package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.RecordCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import dev.quire.health.Statements;
import dev.quire.health.SubjectEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.WritersMap;
import dev.quire.health.vault.BlobName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a hospital knows of its patients' files: label group to compartment, sealed in its own vault. Blocks. */
final class FileDesk {
    private final Desk desk;
    private final Vaults vaults;
    private final HospitalKeys keys;

    FileDesk(Desk desk, Vaults vaults, HospitalKeys keys) {
        this.desk = desk;
        this.vaults = vaults;
        this.keys = keys;
    }

    private Envelope envelope(Id sid, int version) {
        return Envelope.writersMap(desk.chainId(), sid, keys.orgId(), version);
    }

    /** Seals a map to this hospital's own reading key. */
    Bytes seal(Id sid, int version, WritersMap map) throws HealthException, CryptoException {
        return envelope(sid, version).seal(member().profile().keys().reading(), map.encoded(), desk.random());
    }

    private MemberEntry member() throws HealthException {
        return desk.chain().require(MemberEntry.class, EntryKind.MEMBER, "member", keys.orgId());
    }

    /** A map that another one has put into the form could send what is private into what is shared. */
    void requireMapOf(EnrolmentForm form) throws HealthException {
        Bytes statement = Statements.writersMap(desk.chainId(), form.sid(), keys.orgId(), form.writersMap());
        if (!new Ed25519().verifyMember(form.key(), statement, form.mapSignature())) {
            throw new HealthException.Unknown(
                    "the form is for another hospital, or was altered: the patient has not signed its map");
        }
    }

    /** Keeps a map that opens; one that does not is refused before it is kept. */
    void keepMap(Id sid, int version, Bytes sealed) throws HealthException, CryptoException, IOException {
        try {
            open(sid, version, sealed, member());
        } catch (CryptoException.NotOpened e) {
            throw new HealthException.Unknown("the form is for another hospital, or was altered: " + e.getMessage());
        }
        vaults.put(keys.orgId(), name(sid), sealed);
    }

    private BlobName name(Id sid) {
        return new BlobName.OfSubject(sid, BlobName.Mail.WRITERS_MAP, keys.orgId());
    }

    /** Which group of records goes into which compartment. */
    WritersMap map(Id sid) throws HealthException, CryptoException {
        return map(sid, member());
    }

    private WritersMap map(Id sid, MemberEntry own) throws HealthException, CryptoException {
        try {
            Bytes sealed = vaults.get(List.of(keys.orgId()), name(sid), Envelope.MAX_SIZE, bytes -> true);
            return open(sid, 1, sealed, own);
        } catch (HealthException.NotInVaults e) {
            requireWriter(sid);
            throw e;
        }
    }

    private void requireWriter(Id sid) throws HealthException {
        SubjectEntry subject = desk.chain().require(SubjectEntry.class, EntryKind.SUBJECT, "subject", sid);
        if (!subject.writer().equals(keys.orgId())) {
            throw new HealthException.Unknown("another hospital keeps file " + sid + ", and it alone writes to it");
        }
    }

    /**
     * The compartment into which records of this group go.
     *
     * @param own this hospital, as the ledger has it
     */
    Id compartment(Id sid, String group, MemberEntry own) throws HealthException, CryptoException {
        Map<Bytes, Id> compartments = map(sid, own).compartments();
        Id cid = compartments.get(Bytes.utf8(group));
        if (cid == null) {
            throw new HealthException.Unknown("the patient's map has no label group '" + group + "'; it has "
                    + compartments.keySet().stream().map(Bytes::toUtf8).sorted().collect(Collectors.joining(", ")));
        }
        return cid;
    }

    private WritersMap open(Id sid, int version, Bytes sealed, MemberEntry own) throws CryptoException {
        int epoch = own.readingEpoch();
        // A map may have been sealed before the key was replaced; there are few epochs.
        for (; epoch >= 1; epoch--) {
            X25519Key key = keys.reading().ofEpoch(epoch).orElse(null);
            if (key != null) {
                try {
                    return WritersMap.decode(envelope(sid, version).open(key, sealed));
                } catch (CryptoException.NotOpened e) {
                    // Sealed to an older key: the next one is tried.
                }
            }
        }
        throw new CryptoException.NotOpened("the writer's map");
    }

    Resealed reseal(Id sid) throws HealthException, CryptoException, IOException {
        Map<Id, CompartmentEntry> compartments = new TreeMap<>();
        for (CompartmentEntry compartment : desk.chain()
                .list(EntryIndex.COMPARTMENTS_OF_SUBJECT, CompartmentEntry.class, sid)
                .entries()) {
            compartments.put(compartment.cid(), compartment);
        }
        List<Id> sealed = new ArrayList<>();
        List<LeftOut> left = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        try (DecryptionRoot root = keys.sponsor().decryptionRoot()) {
            PatientFactors factors = PatientFactors.of(desk, vaults, root);
            for (RecordEntry record : desk.chain()
                    .list(EntryIndex.RECORDS_OF_SUBJECT, RecordEntry.class, sid)
                    .entries()) {
                CompartmentEntry compartment = compartments.get(record.cid());
                if (compartment == null || !isStale(record, compartment)) {
                    continue;
                }
                try {
                    faults.addAll(reseal(record, compartment, factors));
                    sealed.add(record.rid());
                } catch (HealthException.Refused | HealthException.NotInVaults | CryptoException e) {
                    // It is this record's trouble only. Where the ledger or the own vault is, all have it.
                    left.add(LeftOut.of(record.rid(), e));
                }
            }
        }
        return new Resealed(sealed, left, faults);
    }

    /** Is it sealed to a former key? What was entered in error keeps its capsule. */
    private static boolean isStale(RecordEntry record, CompartmentEntry compartment) {
        return record.status() == RecordStatus.ACTIVE
                && compartment.epoch() != record.capsule().cEpoch();
    }

    private List<Fault> reseal(RecordEntry record, CompartmentEntry compartment, PatientFactors factors)
            throws HealthException, CryptoException, IOException {
        Envelope envelope = Envelope.patientCapsule(
                desk.chainId(),
                record.sid(),
                record.cid(),
                compartment.epoch(),
                record.rid(),
                record.terms().keyCommit());
        Bytes capsule;
        try (Secret a = factors.factorA(record)) {
            capsule = envelope.seal(compartment.sealingKey(), a.toArray(), desk.random());
        }
        Hash hash = Capsules.hash(desk.chainId(), record.rid(), capsule);
        BlobName name = BlobName.OfCapsule.of(record.rid(), hash);
        BlobName old = BlobName.OfCapsule.of(record.rid(), record.capsule().hash());
        // Beside the old one: whichever of them the ledger names, after a crash or a late transaction, is there.
        vaults.put(keys.orgId(), name, capsule);
        // What is down gets it from the own vault: one hospital stops nothing.
        List<Id> others = record.terms().vaults().stream()
                .filter(orgId -> !orgId.equals(keys.orgId()))
                .toList();
        List<Fault> faults = vaults.offer(others, new Vaults.Item(name, capsule));
        try {
            desk.chain()
                    .commit(
                            keys.gateway().signer(),
                            new RecordCommand.ReplaceCapsule(record.rid(), compartment.epoch(), hash));
        } catch (HealthException.Refused e) {
            vaults.drop(record.terms().vaults(), List.of(name));
            throw e;
        }
        // What a vault keeps of it opens with the old key only, and nobody looks for it any more.
        faults.addAll(vaults.drop(record.terms().vaults(), List.of(old)));
        return faults;
    }
}
