package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.CredentialEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantCommand;
import dev.quire.health.GrantEntry;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import dev.quire.health.Scope;
import dev.quire.health.SubjectEntry;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.FactorList;
import dev.quire.health.vault.BlobName;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Protocol 3: the patient's device opens the factors A of what is allowed and seals them to the grantee. Blocks. */
final class GrantSealing {
    private final Desk desk;
    private final Vaults vaults;
    private final FactorSource own;
    private final Signer signer;
    private final SubjectEntry subject;

    GrantSealing(Desk desk, Vaults vaults, FactorSource own, Signer signer, SubjectEntry subject) {
        this.desk = desk;
        this.vaults = vaults;
        this.own = own;
        this.signer = signer;
        this.subject = subject;
    }

    /** What went into the capsules. */
    private record SealedParts(List<Bytes> parts, int sealed, List<Id> unsealed, List<Fault> faults) {}

    Granted grant(Permission permission) throws HealthException, CryptoException {
        SortedMap<Id, MemberEntry> members = Custodians.members(desk.chain());
        Grantee grantee = permission.grantee();
        GrantTerms terms = permission.terms(keyId(grantee, members));
        X25519PublicKey key = Forwarding.keyOf(desk.chain(), terms, members);
        Id gid = desk.newId();
        SealedParts sealed = seal(gid, key, terms, inScope(permission.scope()));
        List<Vaults.Item> items = new ArrayList<>();
        for (Bytes part : sealed.parts()) {
            items.add(new Vaults.Item(new BlobName.OfGrant(gid, items.size()), part));
        }
        List<Id> route = Route.of(members.keySet(), grantee.orgId(), subject.writer());
        List<Fault> faults = new ArrayList<>(sealed.faults());
        long beganMicros = desk.chain().nowMicros();
        faults.addAll(vaults.put(route, Route.COPIES, items));
        desk.chain().requireRecent(beganMicros);
        Hash root = sealed.parts().isEmpty() ? Hash.ZERO : Capsules.root(sealed.parts());
        try {
            Receipt receipt = desk.chain()
                    .commit(
                            signer,
                            new GrantCommand.Grant(gid, subject.sid(), terms.with(root), Optional.empty()),
                            "permission",
                            gid);
            return new Granted(gid, receipt, sealed.sealed(), sealed.unsealed(), faults);
        } catch (HealthException.Refused e) {
            vaults.drop(route, items.stream().map(Vaults.Item::name).toList());
            throw e;
        }
    }

    /** A person's own reading key where there is one, else the organisation's present one. */
    private int keyId(Grantee grantee, SortedMap<Id, MemberEntry> members) throws HealthException {
        MemberEntry member = members.get(grantee.orgId());
        if (member == null) {
            throw new HealthException.Unknown("there is no member " + grantee.orgId());
        }
        boolean ownKey = grantee instanceof Grantee.Person person
                && desk.chain()
                        .find(CredentialEntry.class, EntryKind.CREDENTIAL, person.orgId(), person.pracId())
                        .flatMap(credential -> credential.terms().readingKey())
                        .isPresent();
        return ownKey ? 0 : member.readingEpoch();
    }

    /** Active records, essentials and then the newest first. */
    private List<RecordEntry> inScope(Scope scope) throws HealthException {
        List<RecordEntry> records = scope instanceof Scope.Records single
                ? desk.chain()
                        .findAll(
                                RecordEntry.class,
                                EntryKind.RECORD,
                                single.rids().stream().map(Id::bytes).toList())
                : inCompartments(((Scope.Compartments) scope).cids());
        Comparator<RecordEntry> order = Comparator.comparing(
                        (RecordEntry record) -> record.terms().shareRootE().isEmpty())
                .thenComparing(Comparator.comparing(RecordEntry::written).reversed());
        return records.stream()
                .filter(record -> record.sid().equals(subject.sid()) && record.status() == RecordStatus.ACTIVE)
                .sorted(order)
                .toList();
    }

    private List<RecordEntry> inCompartments(List<Id> cids) throws HealthException {
        List<RecordEntry> records = new ArrayList<>();
        for (Id cid : cids) {
            records.addAll(desk.chain()
                    .list(EntryIndex.RECORDS_OF_COMPARTMENT, RecordEntry.class, subject.sid(), cid)
                    .entries());
        }
        return records;
    }

    private SealedParts seal(Id gid, X25519PublicKey key, GrantTerms terms, List<RecordEntry> records)
            throws CryptoException {
        List<Bytes> parts = new ArrayList<>();
        List<Id> unsealed = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        int sealed = 0;
        for (int from = 0; from < records.size(); from += FactorList.MAX_RECORDS) {
            List<RecordEntry> some = records.subList(from, Math.min(records.size(), from + FactorList.MAX_RECORDS));
            Map<Id, Secret> factors = open(some, unsealed, faults);
            if (factors.isEmpty()) {
                continue;
            }
            sealed += factors.size();
            try (FactorList list = new FactorList(new TreeMap<>(factors))) {
                parts.add(Envelope.grantCapsule(
                                desk.chainId(),
                                gid,
                                key.kid(desk.chainId()),
                                subject.sid(),
                                parts.size(),
                                terms.sealedHash())
                        .seal(key, list.encoded(), desk.random()));
            }
        }
        return new SealedParts(parts, sealed, unsealed, faults);
    }

    /** One capsule that no vault gives whole does not keep the patient from allowing the rest. */
    private Map<Id, Secret> open(List<RecordEntry> records, List<Id> unsealed, List<Fault> faults) {
        Map<Id, Secret> factors = new HashMap<>();
        for (RecordEntry record : records) {
            try {
                factors.put(record.rid(), own.factorA(record));
            } catch (HealthException.NotInVaults e) {
                unsealed.add(record.rid());
                faults.addAll(e.faults());
            } catch (HealthException | CryptoException e) {
                unsealed.add(record.rid());
                faults.add(Fault.of(
                        subject.writer(),
                        Fault.Kind.FALSE,
                        "sealed record " + record.rid() + " wrongly: " + e.getMessage()));
            }
        }
        return factors;
    }

    /**
     * Seals to the grantee what is in the permission and in no capsule of it yet: what a race with a writer missed, and what
     * no vault gave when it was allowed.
     *
     * @param unsealed records from before the permission that its capsules lack
     */
    Synced sync(GrantEntry grant, List<Id> unsealed) throws HealthException {
        SortedMap<Id, MemberEntry> members = Custodians.members(desk.chain());
        List<Id> sealed = new ArrayList<>();
        List<LeftOut> left = new ArrayList<>();
        for (RecordEntry record : inScope(grant.terms().scope())) {
            boolean later = record.written().compareTo(grant.granted()) > 0;
            boolean wanted = later ? grant.terms().includeNew() : unsealed.contains(record.rid());
            try {
                if (wanted && forward(grant, record, members)) {
                    sealed.add(record.rid());
                }
            } catch (HealthException.NotInVaults | HealthException.Unreadable | CryptoException e) {
                // It is this record's trouble only.
                left.add(LeftOut.of(record.rid(), e));
            }
        }
        return new Synced(sealed, left);
    }

    /** @return whether there was a vault to put it into; if two have it, that is enough */
    private boolean forward(GrantEntry grant, RecordEntry record, SortedMap<Id, MemberEntry> members)
            throws HealthException, CryptoException {
        List<Id> lacking = new ArrayList<>();
        int held = 0;
        for (Id orgId : Route.of(members.keySet(), grant.terms().grantee().orgId(), subject.writer())) {
            try {
                if (vaults.has(orgId, new BlobName.Forwarded(grant.gid(), record.rid()))) {
                    held++;
                } else {
                    lacking.add(orgId);
                }
            } catch (IOException e) {
                // A vault that is down may have it. To seal once more, for another vault, harms nothing.
            }
        }
        // What one says is not believed: it may lie, or have junk under that name.
        if (held >= Route.COPIES || (held > 0 && lacking.isEmpty())) {
            return false;
        }
        try (Secret a = own.factorA(record)) {
            new Forwarding(desk, vaults)
                    .forward(grant, record.rid(), record.terms().keyCommit(), a, lacking, members);
        }
        return true;
    }
}
