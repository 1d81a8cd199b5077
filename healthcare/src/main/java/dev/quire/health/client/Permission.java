package dev.quire.health.client;

import dev.quire.hash.Hash;
import dev.quire.health.Effect;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.LegalBasis;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a patient allows, before the app seals anything to it: {@link GrantTerms} without what the app fills in.
 *
 * @param from the first moment at which it holds
 * @param until the first moment at which it no longer does
 */
public record Permission(
        Grantee grantee,
        Scope scope,
        Set<Purpose> purposes,
        LegalBasis legalBasis,
        Instant from,
        Instant until,
        OptionalInt uses,
        boolean includeNew,
        boolean mayKeep,
        boolean mayGrant,
        Optional<Id> encounterTag) {

    /** For treatment, with the patient's consent, any number of times, and nothing beyond. */
    public static Permission toTreat(Grantee grantee, Scope scope, Instant from, Instant until) {
        return new Permission(
                grantee,
                scope,
                Set.of(Purpose.TREAT),
                LegalBasis.CONSENT,
                from,
                until,
                OptionalInt.empty(),
                false,
                false,
                false,
                Optional.empty());
    }

    public Permission withPurposes(Set<Purpose> newPurposes) {
        return new Permission(
                grantee,
                scope,
                newPurposes,
                legalBasis,
                from,
                until,
                uses,
                includeNew,
                mayKeep,
                mayGrant,
                encounterTag);
    }

    /** Good for so many accesses, 1 to {@link GrantTerms#MAX_USES}. */
    public Permission withUses(int count) {
        return new Permission(
                grantee,
                scope,
                purposes,
                legalBasis,
                from,
                until,
                OptionalInt.of(count),
                includeNew,
                mayKeep,
                mayGrant,
                encounterTag);
    }

    /** Of what is written later too; for compartments only. */
    public Permission includingNew() {
        return new Permission(
                grantee, scope, purposes, legalBasis, from, until, uses, true, mayKeep, mayGrant, encounterTag);
    }

    /**
     * The reader may take it over into its own system. Before allowing this, a patient reads: "They will keep a copy in their
     * own system; ending the permission does not remove it."
     */
    public Permission withCopies() {
        return new Permission(
                grantee, scope, purposes, legalBasis, from, until, uses, includeNew, true, mayGrant, encounterTag);
    }

    /** The discharge of this visit ends it too. */
    public Permission untilDischarge(Id tag) {
        return new Permission(
                grantee,
                scope,
                purposes,
                legalBasis,
                from,
                until,
                uses,
                includeNew,
                mayKeep,
                mayGrant,
                Optional.of(tag));
    }

    GrantTerms terms(int keyId) {
        return new GrantTerms(
                Effect.PERMIT,
                grantee,
                keyId,
                scope,
                purposes,
                legalBasis,
                micros(from),
                micros(until),
                uses,
                includeNew,
                mayKeep,
                mayGrant,
                encounterTag,
                Hash.ZERO);
    }

    /** The same people, scope, purposes and time, forbidden. */
    GrantTerms denial() {
        return new GrantTerms(
                Effect.DENY,
                grantee,
                0,
                scope,
                purposes,
                legalBasis,
                micros(from),
                micros(until),
                OptionalInt.empty(),
                false,
                false,
                false,
                Optional.empty(),
                Hash.ZERO);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
