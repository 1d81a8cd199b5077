package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a patient permits or denies.
 *
 * @param keyId the epoch of the organisation's reading key to which the capsules are sealed; 0 for a person's own reading
 *     key, and for a denial
 * @param purposes at least one
 * @param fromMicros the first block time at which it holds, microseconds since 1970
 * @param untilMicros the first block time at which it no longer holds
 * @param uses how many accesses a permission is good for, 1 to {@link #MAX_USES}; empty: any number
 * @param includeNew does a permission on compartments also cover records that are written after it? A denial always does
 * @param mayKeep may the reader take the records over into its own system?
 * @param mayGrant may the grantee's organisation pass a part of it on?
 * @param encounterTag a random id of one visit of this subject: its discharge ends the permission
 * @param capsuleRoot the RFC 9162 root over the parts of the grant capsule; zero for a denial
 */
public record GrantTerms(
        Effect effect,
        Grantee grantee,
        int keyId,
        Scope scope,
        Set<Purpose> purposes,
        LegalBasis legalBasis,
        long fromMicros,
        long untilMicros,
        OptionalInt uses,
        boolean includeNew,
        boolean mayKeep,
        boolean mayGrant,
        Optional<Id> encounterTag,
        Hash capsuleRoot) {
    /** The most uses of a counted permission. */
    public static final int MAX_USES = 10_000;

    /** @throws IllegalArgumentException if a field is out of its bounds; the period is for the ledger to judge */
    public GrantTerms {
        purposes = Purpose.some(purposes);
        if (fromMicros < 0 || untilMicros < 0) {
            throw new IllegalArgumentException("a time is negative");
        }
        if (uses.isPresent() && (uses.getAsInt() < 1 || uses.getAsInt() > MAX_USES)) {
            throw new IllegalArgumentException("a permission has 1 to " + MAX_USES + " uses");
        }
        if (includeNew && scope instanceof Scope.Records) {
            throw new IllegalArgumentException("a permission on single records includes no new ones");
        }
        boolean adorned = uses.isPresent() || includeNew || mayKeep || mayGrant || encounterTag.isPresent();
        if (effect == Effect.DENY && (adorned || keyId != 0 || !capsuleRoot.equals(Hash.ZERO))) {
            throw new IllegalArgumentException("a denial has no uses, rights, encounter, key or capsules");
        }
    }

    /**
     * What the parts of the grant capsule are sealed with as associated data, so that they belong to these terms: SHA-256 of
     * the canonical bytes, with zeros in the place of {@code capsuleRoot}, which is made of the parts.
     */
    public Hash sealedHash() {
        CanonicalWriter out = new CanonicalWriter(192);
        with(Hash.ZERO).write(out);
        return Fingerprint.sha256(out.toBytes());
    }

    /** The same with the capsules that were sealed for it. */
    public GrantTerms with(Hash newCapsuleRoot) {
        return new GrantTerms(
                effect,
                grantee,
                keyId,
                scope,
                purposes,
                legalBasis,
                fromMicros,
                untilMicros,
                uses,
                includeNew,
                mayKeep,
                mayGrant,
                encounterTag,
                newCapsuleRoot);
    }

    /** Does it hold at this block time, as far as time alone decides? */
    public boolean inPeriod(long timeMicros) {
        return fromMicros <= timeMicros && timeMicros < untilMicros;
    }

    /**
     * The key to which capsules are sealed now: the person's own where {@code keyId} is 0, else the organisation's present one.
     * Those from before a rotation were sealed to an older one, the first ones to that of the epoch {@code keyId}, which its
     * owner has.
     *
     * @param organisation the grantee, or where the grantee works
     * @param person the grantee's credential, if it is a person
     */
    public Optional<X25519PublicKey> readingKey(MemberEntry organisation, Optional<CredentialEntry> person) {
        if (effect == Effect.DENY) {
            return Optional.empty();
        } else if (keyId == 0) {
            return person.flatMap(credential -> credential.terms().readingKey());
        }
        return Optional.of(organisation.profile().keys().reading());
    }

    static GrantTerms read(CanonicalReader in) throws MalformedException {
        return new GrantTerms(
                Coded.read(in, "effect", Effect.values()),
                Grantee.read(in),
                in.u32(),
                Scope.read(in),
                Purpose.read(in),
                Coded.read(in, "legal basis", LegalBasis.values()),
                in.u64(),
                in.u64(),
                in.flag() ? OptionalInt.of(in.u32()) : OptionalInt.empty(),
                in.flag(),
                in.flag(),
                in.flag(),
                Fields.readOptional(in, Id::read),
                Hash.read(in));
    }

    void write(CanonicalWriter out) {
        out.u8(effect.code());
        grantee.write(out);
        out.u32(keyId);
        scope.write(out);
        Purpose.write(out, purposes);
        out.u8(legalBasis.code()).u64(fromMicros).u64(untilMicros);
        Fields.writeFlag(out, uses.isPresent());
        uses.ifPresent(out::u32);
        Fields.writeFlag(out, includeNew);
        Fields.writeFlag(out, mayKeep);
        Fields.writeFlag(out, mayGrant);
        Fields.writeOptional(out, encounterTag.map(Id::bytes));
        out.fixed(capsuleRoot.bytes());
    }
}
