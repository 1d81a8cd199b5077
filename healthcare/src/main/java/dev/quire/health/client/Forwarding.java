package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.CredentialEntry;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantEntry;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.vault.BlobName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Seals factors A of single records to the grantee of a permission that stands. Its calls block. */
final class Forwarding {
    private final Desk desk;
    private final Vaults vaults;

    Forwarding(Desk desk, Vaults vaults) {
        this.desk = desk;
        this.vaults = vaults;
    }

    /**
     * The key to which capsules of this permission are sealed now.
     *
     * @throws HealthException.Unknown if the grantee is no member, or a person without a key of its own
     */
    static X25519PublicKey keyOf(Chain chain, GrantTerms terms, SortedMap<Id, MemberEntry> members)
            throws HealthException {
        Id orgId = terms.grantee().orgId();
        MemberEntry member = members.get(orgId);
        if (member == null) {
            throw new HealthException.Unknown("there is no member " + orgId);
        }
        Optional<CredentialEntry> person = terms.grantee() instanceof Grantee.Person who
                ? chain.find(CredentialEntry.class, EntryKind.CREDENTIAL, orgId, who.pracId())
                : Optional.empty();
        return terms.readingKey(member, person)
                .orElseThrow(() -> new HealthException.Unknown("the grantee at " + orgId + " has no reading key"));
    }

    /**
     * Puts it into the first two vaults that take it.
     *
     * @return the faults of those that did not
     */
    List<Fault> forward(
            GrantEntry grant, Id rid, Hash keyCommit, Secret a, List<Id> route, SortedMap<Id, MemberEntry> members)
            throws HealthException, CryptoException {
        X25519PublicKey key = keyOf(desk.chain(), grant.terms(), members);
        Bytes capsule = Envelope.forwardCapsule(
                        desk.chainId(), grant.gid(), key.kid(desk.chainId()), grant.sid(), rid, keyCommit)
                .seal(key, a.toArray(), desk.random());
        return vaults.put(
                route, Route.COPIES, List.of(new Vaults.Item(new BlobName.Forwarded(grant.gid(), rid), capsule)));
    }
}
