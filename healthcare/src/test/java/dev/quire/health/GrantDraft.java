package dev.quire.health;

import dev.quire.hash.Hash;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Terms of a grant, to be varied. */
final class GrantDraft {
    private Effect effect = Effect.PERMIT;
    private Grantee grantee = Town.RURAL_STAFF;
    private int keyId = 1;
    private Scope scope = new Scope.Compartments(List.of(Town.CID, Town.OTHER_CID, Town.ESSENTIALS));
    private Set<Purpose> purposes = EnumSet.of(Purpose.TREAT);
    private long from;
    private long until;
    private OptionalInt uses = OptionalInt.empty();
    private boolean includeNew;
    private boolean mayKeep;
    private boolean mayGrant;
    private Optional<Id> encounterTag = Optional.empty();
    private Hash capsuleRoot = Town.hash(6);

    /** One hour from now. */
    GrantDraft(long nowMicros) {
        from = nowMicros;
        until = nowMicros + Town.HOUR;
    }

    GrantDraft deny() {
        effect = Effect.DENY;
        keyId = 0;
        capsuleRoot = Hash.ZERO;
        return this;
    }

    GrantDraft to(Grantee newGrantee) {
        grantee = newGrantee;
        return this;
    }

    GrantDraft keyId(int newKeyId) {
        keyId = newKeyId;
        return this;
    }

    GrantDraft of(Scope newScope) {
        scope = newScope;
        return this;
    }

    GrantDraft cids(Id... cids) {
        return of(new Scope.Compartments(List.of(cids)));
    }

    GrantDraft rids(Id... rids) {
        return of(new Scope.Records(List.of(rids)));
    }

    GrantDraft purposes(Purpose... newPurposes) {
        purposes = Set.of(newPurposes);
        return this;
    }

    GrantDraft from(long micros) {
        from = micros;
        return this;
    }

    GrantDraft until(long micros) {
        until = micros;
        return this;
    }

    GrantDraft uses(int count) {
        uses = OptionalInt.of(count);
        return this;
    }

    GrantDraft includeNew() {
        includeNew = true;
        return this;
    }

    GrantDraft mayKeep() {
        mayKeep = true;
        return this;
    }

    GrantDraft mayGrant() {
        mayGrant = true;
        return this;
    }

    GrantDraft encounter(Id tag) {
        encounterTag = Optional.of(tag);
        return this;
    }

    GrantTerms build() {
        return new GrantTerms(
                effect,
                grantee,
                keyId,
                scope,
                purposes,
                LegalBasis.CONSENT,
                from,
                until,
                uses,
                includeNew,
                mayKeep,
                mayGrant,
                encounterTag,
                capsuleRoot);
    }

    GrantCommand.Grant grant(Id gid) {
        return new GrantCommand.Grant(gid, Town.SID, build(), Optional.empty());
    }

    GrantCommand.Grant partOf(Id parent, Id gid) {
        return new GrantCommand.Grant(gid, Town.SID, build(), Optional.of(parent));
    }
}
