package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.GrantEntry;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.FactorList;
import dev.quire.health.vault.BlobName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Factors A that a permission's capsules hold, opened with the grantee's reading keys. For one thread; blocks. */
final class GrantFactors implements FactorSource {
    /** The most parts of a grant capsule: a million records. */
    static final int MAX_PARTS = 1_000;

    private final Desk desk;
    private final Vaults vaults;
    private final GrantEntry grant;
    private final SortedMap<Integer, X25519Key> keys;
    private final Id writer;
    private final Collection<Id> members;
    private final Map<Id, Secret> factors = new HashMap<>();
    private boolean loaded;

    /**
     * @param keys the grantee's, by epoch, 0 for a person's own; they stay their keeper's
     * @param writer the organisation that writes to the subject
     */
    GrantFactors(
            Desk desk,
            Vaults vaults,
            GrantEntry grant,
            SortedMap<Integer, X25519Key> keys,
            Id writer,
            Collection<Id> members) {
        this.desk = desk;
        this.vaults = vaults;
        this.grant = grant;
        this.keys = keys;
        this.writer = writer;
        this.members = members;
    }

    @Override
    public Secret factorA(RecordEntry record) throws HealthException, CryptoException {
        if (isOlder(record) && !loaded) {
            load();
        }
        Secret found = factors.get(record.rid());
        return found == null ? forwarded(record) : found.copy();
    }

    /** What came after the permission is in no part of it. */
    private boolean isOlder(RecordEntry record) {
        return record.written().compareTo(grant.granted()) < 0;
    }

    /** The author signed neither: who allowed it sealed the parts, and a forward capsule says nothing of its maker. */
    @Override
    public Optional<String> otherHand(RecordEntry record) {
        return Optional.of(
                factors.containsKey(record.rid())
                        ? "the capsule of grant " + grant.gid() + ", which "
                                + (grant.parent().isPresent() ? "who passed it on" : "the patient") + " sealed"
                        : "a forward capsule of grant " + grant.gid() + ", which nobody signed");
    }

    private List<Id> route() {
        return Route.of(members, grant.terms().grantee().orgId(), writer);
    }

    private void load() throws HealthException, CryptoException {
        X25519Key key = keys.get(grant.terms().keyId());
        if (key == null) {
            throw new HealthException.Unknown("reading key " + grant.terms().keyId() + " is not kept here");
        }
        Hash root = grant.terms().capsuleRoot();
        List<Bytes> parts = root.equals(Hash.ZERO) ? List.of() : parts(root);
        Hash terms = grant.terms().sealedHash();
        for (int part = 0; part < parts.size(); part++) {
            Envelope envelope = Envelope.grantCapsule(
                    desk.chainId(), grant.gid(), key.publicKey().kid(desk.chainId()), grant.sid(), part, terms);
            FactorList.decode(envelope.open(key, parts.get(part))).factors().forEach(this::keep);
        }
        loaded = true;
    }

    private void keep(Id rid, Secret factor) {
        Secret before = factors.put(rid, factor);
        if (before != null) {
            before.close();
        }
    }

    /** Of the first vault whose parts have the root that is on the ledger. */
    private List<Bytes> parts(Hash root) throws HealthException.NotInVaults {
        List<Fault> faults = new ArrayList<>();
        for (Id orgId : route()) {
            List<Bytes> parts = new ArrayList<>();
            try {
                while (parts.size() < MAX_PARTS) {
                    BlobName name = new BlobName.OfGrant(grant.gid(), parts.size());
                    parts.add(vaults.get(List.of(orgId), name, Envelope.MAX_SIZE, bytes -> true));
                    if (Capsules.root(parts).equals(root)) {
                        return parts;
                    }
                }
            } catch (HealthException.NotInVaults e) {
                faults.addAll(e.faults());
            }
            if (!parts.isEmpty()) {
                faults.add(Fault.of(orgId, Fault.Kind.FALSE, "has not the capsules whose root is on the ledger"));
            }
        }
        throw new HealthException.NotInVaults("the capsules of grant " + grant.gid(), faults);
    }

    private Secret forwarded(RecordEntry record) throws HealthException, CryptoException {
        Bytes capsule = vaults.get(
                route(),
                new BlobName.Forwarded(grant.gid(), record.rid()),
                Envelope.MAX_SIZE,
                bytes -> opens(record, bytes));
        return open(record, capsule).orElseThrow(() -> new CryptoException.NotOpened("the forward capsule"));
    }

    /** Nothing on the ledger names a forward capsule; that it opens says that it was made for this. */
    private boolean opens(RecordEntry record, Bytes capsule) {
        Optional<Secret> factor = open(record, capsule);
        factor.ifPresent(Secret::close);
        return factor.isPresent();
    }

    /** It was sealed to the key of its day, whose kid it is bound to; there are few epochs. */
    private Optional<Secret> open(RecordEntry record, Bytes capsule) {
        for (X25519Key key : keys.values()) {
            Envelope envelope = Envelope.forwardCapsule(
                    desk.chainId(),
                    grant.gid(),
                    key.publicKey().kid(desk.chainId()),
                    grant.sid(),
                    record.rid(),
                    record.terms().keyCommit());
            try {
                return Optional.of(Capsules.factor(envelope.open(key, capsule)));
            } catch (CryptoException e) {
                // Sealed to the key of another epoch, or for something else.
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        factors.values().forEach(Secret::close);
        factors.clear();
    }
}
