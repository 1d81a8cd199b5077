package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.AccessEntry;
import dev.quire.health.Basis;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordTerms;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.blob.MetaBox;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareJoin;
import dev.quire.health.keys.share.ShareLeaves;
import dev.quire.health.member.MemberServices;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobName.Part;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Protocols 4, 6 and 7: the access is on the ledger first, then custodians are asked, then records open. Blocks. */
final class RecordReader {
    private static final int MAX_LEAVES = 1 + 255 * Hash.SIZE;

    private final Desk desk;
    private final MemberServices services;
    private final Vaults vaults;

    RecordReader(Desk desk, MemberServices services) {
        this.desk = desk;
        this.services = services;
        this.vaults = desk.vaults(services);
    }

    /** What one reading has come to. */
    private static final class Progress {
        final SortedMap<Id, OpenRecords.OpenRecord> open = new TreeMap<>();
        final SortedMap<Id, HealthException> unreadable = new TreeMap<>();
        final List<Fault> faults = new ArrayList<>();

        void wipe() {
            open.values().forEach(record -> record.keys().close());
        }
    }

    /**
     * @param before faults that came before
     * @throws HealthException.NotPermitted if the ledger does not permit it
     * @throws HealthException the reason, if not even one record opens
     */
    OpenRecords read(Signer signer, ReadOrder order, FactorSource factors, List<Fault> before)
            throws HealthException, IOException {
        Id aid = desk.newId();
        try (X25519Key oneTimeKey = X25519Key.generate(desk.random())) {
            Receipt receipt = desk.chain().commit(signer, order.access(aid, oneTimeKey.publicKey()));
            Inquiry inquiry = desk.chain().inquiry();
            var found = inquiry.entry(AccessEntry.class, EntryKind.ACCESS, aid.bytes());
            var records = order.rids().stream()
                    .map(rid -> inquiry.entry(RecordEntry.class, EntryKind.RECORD, rid.bytes()))
                    .toList();
            var members = inquiry.list(MemberEntry.class, EntryIndex.MEMBERS);
            inquiry.ask();
            AccessEntry access = found.require("access " + aid);
            if (!access.decision().permitted()) {
                throw new HealthException.NotPermitted(aid, access.decision(), receipt);
            }
            var groups = byCommittee(
                    records.stream().flatMap(record -> record.all().stream()).toList());
            Rounds rounds = committee -> new ShareRound(
                    desk,
                    services,
                    Custodians.of(desk.chain(), committee, Custodians.byId(members.all())),
                    aid,
                    oneTimeKey);
            Progress progress = new Progress();
            progress.faults.addAll(before);
            try {
                openAll(groups, order.basis() instanceof Basis.ByEmergency, rounds, factors, progress);
            } catch (HealthException | IOException | RuntimeException e) {
                progress.wipe();
                throw e;
            }
            return new OpenRecords(vaults, aid, receipt, progress.open, progress.unreadable, progress.faults);
        }
    }

    /** The shares of one access, by each committee that was dealt some. */
    private interface Rounds {
        ShareRound begin(int committee) throws HealthException;
    }

    private void openAll(
            SortedMap<Integer, List<RecordEntry>> groups,
            boolean emergency,
            Rounds rounds,
            FactorSource factors,
            Progress progress)
            throws HealthException, IOException {
        for (Map.Entry<Integer, List<RecordEntry>> group : groups.entrySet()) {
            try (ShareRound round = rounds.begin(group.getKey())) {
                open(group.getValue(), emergency, round, factors, progress);
            }
        }
        if (progress.open.isEmpty() && !progress.unreadable.isEmpty()) {
            throw progress.unreadable.get(progress.unreadable.firstKey());
        }
    }

    private static SortedMap<Integer, List<RecordEntry>> byCommittee(List<RecordEntry> records) {
        SortedMap<Integer, List<RecordEntry>> groups = new TreeMap<>();
        for (RecordEntry record : records) {
            groups.computeIfAbsent(record.terms().committee(), epoch -> new ArrayList<>())
                    .add(record);
        }
        return groups;
    }

    private void open(
            List<RecordEntry> records, boolean emergency, ShareRound round, FactorSource factors, Progress progress)
            throws HealthException, IOException {
        List<RecordEntry> known = new ArrayList<>();
        for (RecordEntry record : records) {
            try {
                round.want(record, leaves(record, emergency));
                known.add(record);
            } catch (HealthException e) {
                progress.unreadable.put(record.rid(), e);
            }
        }
        if (known.isEmpty()) {
            return;
        }
        round.collect();
        progress.faults.addAll(round.faults());
        for (RecordEntry record : known) {
            try {
                progress.open.put(record.rid(), open(record, emergency, round, factors));
            } catch (HealthException e) {
                progress.unreadable.put(record.rid(), e);
            } catch (CryptoException e) {
                progress.unreadable.put(record.rid(), new HealthException.Unreadable("record " + record.rid(), e));
            }
        }
    }

    /** The leaves of the shares, whose root is on the ledger. */
    private List<ShareLeaves> leaves(RecordEntry record, boolean emergency) throws HealthException {
        RecordTerms terms = record.terms();
        List<ShareLeaves> leaves = new ArrayList<>();
        leaves.add(leaves(terms, ShareClass.B, terms.shareRootB()));
        if (emergency) {
            Hash rootE = terms.shareRootE()
                    .orElseThrow(() -> new HealthException.Unknown("record " + terms.rid() + " is no essential"));
            leaves.add(leaves(terms, ShareClass.E, rootE));
        }
        return leaves;
    }

    private ShareLeaves leaves(RecordTerms terms, ShareClass shareClass, Hash root) throws HealthException {
        Part part = shareClass == ShareClass.B ? Part.LEAVES_B : Part.LEAVES_E;
        Bytes encoded = vaults.get(
                terms.vaults(),
                new BlobName.OfRecord(terms.rid(), part),
                MAX_LEAVES,
                bytes -> isRootOf(terms, shareClass, bytes, root));
        try {
            return ShareLeaves.decode(desk.chainId(), terms.rid(), terms.committee(), shareClass, encoded);
        } catch (CryptoException e) {
            throw new HealthException.Unreadable("record " + terms.rid(), e);
        }
    }

    private boolean isRootOf(RecordTerms terms, ShareClass shareClass, Bytes encoded, Hash root) {
        try {
            return ShareLeaves.decode(desk.chainId(), terms.rid(), terms.committee(), shareClass, encoded)
                    .root()
                    .equals(root);
        } catch (CryptoException.Malformed e) {
            return false;
        }
    }

    private OpenRecords.OpenRecord open(RecordEntry record, boolean emergency, ShareRound round, FactorSource factors)
            throws HealthException, CryptoException {
        round.require(record.rid(), ShareClass.B);
        if (emergency) {
            round.require(record.rid(), ShareClass.E);
        }
        try (Secret a = emergency ? round.of(record.rid(), ShareClass.E).join() : factors.factorA(record)) {
            Optional<String> otherHand = emergency ? Optional.empty() : factors.otherHand(record);
            RecordKeys keys = keys(record, round.of(record.rid(), ShareClass.B), a, otherHand);
            try {
                return described(record, keys);
            } catch (HealthException | CryptoException e) {
                keys.close();
                throw e;
            }
        }
    }

    /** Blames the author only where both factors are the author's. */
    private static RecordKeys keys(RecordEntry record, ShareJoin b, Secret a, Optional<String> otherHand)
            throws HealthException, CryptoException {
        Hash keyCommit = record.terms().keyCommit();
        if (otherHand.isEmpty()) {
            return b.openAuthors(a, keyCommit);
        }
        try {
            return b.open(a, keyCommit);
        } catch (CryptoException.WrongKeys e) {
            throw new HealthException.Unreadable(
                    "record " + record.rid() + ": factor A, out of " + otherHand.get()
                            + ", does not fit to factor B (if the patient's own reading fails too, ask the author)",
                    e);
        }
    }

    /** Checks what lies beside the blob against the ledger's fingerprint, and opens the description. */
    private OpenRecords.OpenRecord described(RecordEntry record, RecordKeys keys)
            throws HealthException, CryptoException {
        RecordTerms terms = record.terms();
        long slices = (terms.blobLength() + Fingerprint.SLICE_SIZE - 1) / Fingerprint.SLICE_SIZE;
        if (slices > Integer.MAX_VALUE / Hash.SIZE) {
            throw new CryptoException.Malformed(
                    "a blob of " + terms.blobLength() + " bytes is too long for this client");
        }
        List<Fault> faults = new ArrayList<>();
        for (Id orgId : terms.vaults()) {
            List<Id> only = List.of(orgId);
            try {
                Bytes salt = part(only, terms.rid(), Part.SALT, Fingerprint.SALT_SIZE);
                Bytes metaBox = part(only, terms.rid(), Part.META, MetaBox.MAX_SIZE);
                Bytes hashes = part(only, terms.rid(), Part.SLICES, (int) slices * Hash.SIZE);
                SliceHashes found = SliceHashes.decode(terms.blobLength(), hashes);
                if (salt.size() == Fingerprint.SALT_SIZE
                        && found.fingerprint(desk.chainId(), terms.rid(), salt, metaBox)
                                .equals(terms.fingerprint())) {
                    return new OpenRecords.OpenRecord(record, keys, found, MetaBox.open(keys, metaBox));
                }
                faults.add(Fault.of(orgId, Fault.Kind.FALSE, "has not the record whose fingerprint is on the ledger"));
            } catch (HealthException.NotInVaults e) {
                faults.addAll(e.faults());
            } catch (CryptoException.Malformed e) {
                faults.add(Fault.of(orgId, Fault.Kind.FALSE, "has what is malformed: " + e.getMessage()));
            }
        }
        throw new HealthException.NotInVaults("record " + terms.rid(), faults);
    }

    private Bytes part(List<Id> members, Id rid, Part part, int max) throws HealthException.NotInVaults {
        return vaults.get(members, new BlobName.OfRecord(rid, part), max, bytes -> true);
    }
}
