package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.CredentialEntry;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantEntry;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519PublicKey;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.vault.BlobName;
import java.util.List;
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
     * The key to which capsules of this permission are sealed.
     *
     * @throws HealthException.Unknown if the grantee has another key by now: the patient gives a new permission
     */
    static X25519PublicKey keyOf(Chain chain, Grantee grantee, int keyId, SortedMap<Id, MemberEntry> members)
            throws HealthException {
        MemberEntry member = members.get(grantee.orgId());
        if (member == null) {
            throw new HealthException.Unknown("there is no member " + grantee.orgId());
        }
        if (keyId == 0 && grantee instanceof Grantee.Person person) {
            return chain.find(CredentialEntry.class, EntryKind.CREDENTIAL, person.orgId(), person.pracId())
                    .flatMap(credential -> credential.terms().readingKey())
                    .map(KeyForms::x25519)
                    .orElseThrow(
                            () -> new HealthException.Unknown("credential " + person.pracId() + " has no reading key"));
        }
        if (keyId != member.readingEpoch()) {
            throw new HealthException.Unknown("member " + grantee.orgId()
                    + " has replaced its reading key: what is sealed to the old one, it may not open");
        }
        return KeyForms.x25519(member.profile().keys().reading());
    }

    /** @return the faults of vaults that did not take it */
    List<Fault> forward(
            GrantEntry grant, Id rid, Hash keyCommit, Secret a, Id writer, SortedMap<Id, MemberEntry> members)
            throws HealthException, CryptoException {
        Grantee grantee = grant.terms().grantee();
        X25519PublicKey key = keyOf(desk.chain(), grantee, grant.terms().keyId(), members);
        Bytes capsule = Envelope.forwardCapsule(
                        desk.chainId(), grant.gid(), key.kid(desk.chainId()), grant.sid(), rid, keyCommit)
                .seal(key, a.toArray(), desk.random());
        return vaults.put(
                Route.of(members.keySet(), grantee.orgId(), writer),
                Route.COPIES,
                List.of(new Vaults.Item(new BlobName.Forwarded(grant.gid(), rid), capsule)));
    }
}
