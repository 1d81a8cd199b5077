package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.Fingerprint;
import dev.quire.health.GovernanceEntry;
import dev.quire.health.GrantEntry;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.RecordCommand;
import dev.quire.health.RecordTerms;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.blob.BlobWriter;
import dev.quire.health.keys.blob.Description;
import dev.quire.health.keys.blob.MetaBox;
import dev.quire.health.keys.blob.SealedBlob;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobName.Part;
import dev.quire.health.vault.VaultException;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Protocol 1: seals a record, puts it into two vaults, deals its key, and only then puts it on the ledger. Blocks. */
final class RecordAuthor {
    private final Desk desk;
    private final Vaults vaults;
    private final HospitalKeys keys;
    private final DealRound round;
    private final FileDesk files;

    RecordAuthor(Desk desk, Vaults vaults, HospitalKeys keys, DealRound round, FileDesk files) {
        this.desk = desk;
        this.vaults = vaults;
        this.keys = keys;
        this.round = round;
        this.files = files;
    }

    /** A record that is sealed and on no ledger yet. */
    private record Draft(
            CompartmentEntry compartment,
            RecordKeys keys,
            SealedBlob blob,
            Bytes metaBox,
            Bytes salt,
            Bytes capsule,
            List<Dealing> dealings) {
        Id rid() {
            return keys.rid();
        }
    }

    Published publish(Id sid, Optional<Id> pracId, NewRecord record)
            throws HealthException, CryptoException, IOException {
        Inquiry inquiry = desk.chain().inquiry();
        var governance = inquiry.entry(GovernanceEntry.class, EntryKind.GOVERNANCE, Bytes.EMPTY);
        var members = inquiry.list(MemberEntry.class, EntryIndex.MEMBERS);
        var compartments = inquiry.list(CompartmentEntry.class, EntryIndex.COMPARTMENTS_OF_SUBJECT, sid);
        inquiry.ask();
        Custodians custodians = Custodians.of(
                desk.chain(), governance.require("healthcare plugin").committee(), Custodians.byId(members.all()));
        Id cid = files.compartment(sid, record.group(), custodians.member(keys.orgId()));
        CompartmentEntry compartment = compartments.all().stream()
                .filter(found -> found.cid().equals(cid))
                .findFirst()
                .orElseThrow(() -> new HealthException.Unknown("subject " + sid + " has no compartment " + cid));
        return publish(compartment, custodians, pracId, record);
    }

    private Published publish(
            CompartmentEntry compartment, Custodians custodians, Optional<Id> pracId, NewRecord record)
            throws HealthException, CryptoException, IOException {
        long beganMicros = desk.chain().nowMicros();
        Id sid = compartment.sid();
        Path spool = Files.createTempFile(desk.settings().scratch(), "sealed-", ".blob");
        Id rid = desk.newId();
        try (Secret a = Secret.random(desk.random());
                Secret b = Secret.random(desk.random());
                RecordKeys recordKeys = RecordKeys.derive(desk.chainId(), rid, a, b);
                Dealing dealtB = dealing(rid, custodians, ShareClass.B, b)) {
            List<Dealing> dealings = compartment.emergency()
                    ? List.of(dealtB, dealing(rid, custodians, ShareClass.E, a))
                    : List.of(dealtB);
            Draft draft = draft(compartment, recordKeys, a, record, spool, dealings);
            List<Fault> faults = new ArrayList<>();
            List<Id> holders = store(draft, spool, custodians.members().keySet(), faults);
            DealRound.Dealt dealt = deal(custodians, draft, holders);
            dealings.forEach(Dealing::close);
            faults.addAll(dealt.faults());
            desk.chain().requireRecent(beganMicros);
            Receipt receipt = commit(terms(draft, sid, pracId, record, custodians.epoch(), holders), record, holders);
            List<Id> forwarded = forward(draft, sid, a, custodians, faults);
            boolean thin = dealt.receipts().size() < custodians.numbers().receiptsToLast();
            return new Published(rid, receipt, holders, dealt.receipts(), thin, forwarded, faults);
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private Dealing dealing(Id rid, Custodians custodians, ShareClass shareClass, Secret factor) {
        return Dealing.deal(
                desk.chainId(), rid, custodians.epoch(), shareClass, factor, custodians.numbers(), desk.random());
    }

    private Draft draft(
            CompartmentEntry compartment,
            RecordKeys recordKeys,
            Secret a,
            NewRecord record,
            Path spool,
            List<Dealing> dealings)
            throws CryptoException, IOException {
        SealedBlob blob = seal(recordKeys, record.content(), spool);
        Description description = new Description(
                blob.plainLength(),
                blob.plainHash(),
                record.mediaType(),
                record.periodStart(),
                record.periodEnd(),
                record.labels(),
                record.sourceId());
        byte[] salt = new byte[Fingerprint.SALT_SIZE];
        desk.random().nextBytes(salt);
        Bytes capsule = Envelope.patientCapsule(
                        desk.chainId(),
                        compartment.sid(),
                        compartment.cid(),
                        compartment.epoch(),
                        recordKeys.rid(),
                        recordKeys.keyCommit())
                .seal(compartment.sealingKey(), a.toArray(), desk.random());
        return new Draft(
                compartment,
                recordKeys,
                blob,
                MetaBox.seal(recordKeys, description, desk.random()),
                Bytes.wrap(salt),
                capsule,
                dealings);
    }

    /** Only ciphertext reaches the disk. */
    private SealedBlob seal(RecordKeys recordKeys, InputStream content, Path spool) throws IOException {
        try (OutputStream out = Files.newOutputStream(spool);
                BlobWriter writer = new BlobWriter(out, recordKeys, desk.random())) {
            content.transferTo(writer);
            return writer.finish();
        }
    }

    /** Puts all parts into the own vault and one replica; says who has them. */
    private List<Id> store(Draft draft, Path spool, Collection<Id> members, List<Fault> faults)
            throws HealthException, IOException {
        List<Id> holders = new ArrayList<>();
        store(draft, spool, keys.orgId());
        holders.add(keys.orgId());
        for (Id orgId : Route.after(members, keys.orgId())) {
            if (holders.size() == Route.COPIES) {
                break;
            }
            try {
                store(draft, spool, orgId);
                holders.add(orgId);
            } catch (VaultException.StreamBroken e) {
                // The own spool cannot be read: that is no fault of theirs, and of no use to the next one.
                throw e;
            } catch (VaultException e) {
                faults.add(Fault.of(orgId, Fault.Kind.SILENT, "did not take the copy: " + e.getMessage()));
            }
        }
        if (holders.size() < Route.COPIES) {
            throw new HealthException.NotInVaults("a copy of the record", faults);
        }
        holders.sort(null);
        return holders;
    }

    private void store(Draft draft, Path spool, Id orgId) throws IOException {
        try (InputStream sealed = Files.newInputStream(spool)) {
            vaults.of(orgId)
                    .put(
                            new BlobName.OfRecord(draft.rid(), Part.CONTENT),
                            draft.blob().blobLength(),
                            sealed);
        }
        for (Vaults.Item item : beside(draft)) {
            vaults.put(orgId, item.name(), item.content());
        }
    }

    /** The small things that lie beside the blob. */
    private List<Vaults.Item> beside(Draft draft) {
        List<Vaults.Item> items = new ArrayList<>();
        items.add(part(draft, Part.META, draft.metaBox()));
        items.add(new Vaults.Item(BlobName.OfCapsule.of(draft.rid(), capsuleHash(draft)), draft.capsule()));
        items.add(part(draft, Part.SALT, draft.salt()));
        items.add(part(draft, Part.SLICES, draft.blob().slices().encoded()));
        for (Dealing dealing : draft.dealings()) {
            boolean b = dealing.leaves().shareClass() == ShareClass.B;
            items.add(part(
                    draft, b ? Part.LEAVES_B : Part.LEAVES_E, dealing.leaves().encoded()));
        }
        return items;
    }

    private static Vaults.Item part(Draft draft, Part part, Bytes content) {
        return new Vaults.Item(new BlobName.OfRecord(draft.rid(), part), content);
    }

    private Hash capsuleHash(Draft draft) {
        return Capsules.hash(desk.chainId(), draft.rid(), draft.capsule());
    }

    private RecordTerms terms(
            Draft draft, Id sid, Optional<Id> pracId, NewRecord record, int committee, List<Id> holders) {
        Dealing b = draft.dealings().get(0);
        return new RecordTerms(
                draft.rid(),
                sid,
                draft.compartment().cid(),
                draft.compartment().epoch(),
                pracId,
                record.kind(),
                draft.blob().blobLength(),
                draft.blob().slices().fingerprint(desk.chainId(), draft.rid(), draft.salt(), draft.metaBox()),
                draft.keys().keyCommit(),
                capsuleHash(draft),
                committee,
                b.leaves().root(),
                draft.dealings().stream()
                        .skip(1)
                        .map(dealing -> dealing.leaves().root())
                        .findFirst(),
                holders);
    }

    private DealRound.Dealt deal(Custodians custodians, Draft draft, List<Id> holders)
            throws HealthException, CryptoException, IOException {
        try {
            return round.deal(custodians, draft.dealings());
        } catch (HealthException | IOException e) {
            forget(draft.rid(), capsuleHash(draft), holders);
            throw e;
        }
    }

    /** What will be on no ledger has no business in the vaults. */
    private void forget(Id rid, Hash capsuleHash, List<Id> holders) {
        List<BlobName> names = new ArrayList<>();
        for (Part part : Part.values()) {
            names.add(new BlobName.OfRecord(rid, part));
        }
        names.add(BlobName.OfCapsule.of(rid, capsuleHash));
        vaults.drop(holders, names);
    }

    private Receipt commit(RecordTerms terms, NewRecord record, List<Id> holders) throws HealthException {
        try {
            return desk.chain()
                    .commit(
                            keys.gateway().signer(),
                            record.supersedes().isPresent()
                                    ? new RecordCommand.AmendRecord(
                                            terms, record.supersedes().get())
                                    : new RecordCommand.PutRecord(terms),
                            "record",
                            terms.rid());
        } catch (HealthException.Refused e) {
            forget(terms.rid(), terms.capsuleHash(), holders);
            throw e;
        }
    }

    /** Neither has it ended, nor the permission of which it is a part. */
    private boolean stands(GrantEntry grant) throws HealthException {
        long nowMicros = desk.chain().nowMicros();
        if (!grant.stands(nowMicros) || grant.parent().isEmpty()) {
            return grant.stands(nowMicros);
        }
        return desk.chain()
                .require(
                        GrantEntry.class,
                        EntryKind.GRANT,
                        "grant",
                        grant.parent().get())
                .stands(nowMicros);
    }

    /** Seals A to those who may read what is written later, as they stand after the record. */
    private List<Id> forward(Draft draft, Id sid, Secret a, Custodians custodians, List<Fault> faults)
            throws HealthException {
        List<Id> forwarded = new ArrayList<>();
        List<GrantEntry> open = desk.chain()
                .list(
                        EntryIndex.OPEN_GRANTS_OF_COMPARTMENT,
                        GrantEntry.class,
                        sid,
                        draft.compartment().cid())
                .entries();
        for (GrantEntry grant : open) {
            if (!stands(grant)) {
                continue;
            }
            Id grantee = grant.terms().grantee().orgId();
            List<Id> route = Route.of(custodians.members().keySet(), grantee, keys.orgId());
            try {
                faults.addAll(new Forwarding(desk, vaults)
                        .forward(grant, draft.rid(), draft.keys().keyCommit(), a, route, custodians.members()));
                forwarded.add(grant.gid());
            } catch (HealthException | CryptoException e) {
                // The record stands; the patient's app seals to this grantee at its next sync.
                faults.add(Fault.of(grantee, Fault.Kind.MISSING, "got no capsule: " + e.getMessage()));
            }
        }
        return forwarded;
    }
}
