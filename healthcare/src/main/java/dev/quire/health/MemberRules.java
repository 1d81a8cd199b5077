package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.spi.state.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What a member does with its own keys and its staff. */
final class MemberRules {
    /** The longest that a credential is valid: 90 days, in microseconds. */
    static final long MAX_VALIDITY_MICROS = 90L * 24 * 60 * 60 * 1_000_000;

    private MemberRules() {}

    static Outcome apply(MemberCommand command, HealthTransaction tx) throws RefusedException {
        Id orgId = tx.requireController();
        if (command instanceof MemberCommand.RotateMemberKey rotate) {
            rotate(rotate.change(), tx.member(orgId).orElseThrow(), tx);
        } else if (command instanceof MemberCommand.IssueCredential issue) {
            issue(issue, orgId, tx);
        } else if (command instanceof MemberCommand.RevokeCredential revoke) {
            revoke(revoke, orgId, tx);
        }
        return Outcome.applied();
    }

    /** Writes a new member with its keys, none of which may have been anyone's. */
    static void takeIn(MemberProfile profile, HealthTransaction tx) throws RefusedException {
        MemberKeys keys = profile.keys();
        List<PublicKey> signing = keys.signing();
        tx.require(new TreeSet<>(signing).size() == signing.size(), Refusal.KEY_IN_USE);
        tx.require(!keys.custodian().equals(keys.reading()), Refusal.KEY_IN_USE);
        for (PublicKey key : signing) {
            tx.requireFree(key);
        }
        tx.requireFree(keys.custodian());
        tx.requireFree(keys.reading());
        Id orgId = profile.orgId();
        tx.put(MemberEntry.of(profile, tx.position(), tx.nowMicros()));
        tx.own(keys.controller(), KeyOwner.Use.CONTROLLER, orgId);
        keys.nodes().forEach(key -> tx.own(key, KeyOwner.Use.NODE, orgId));
        keys.gateways().forEach(key -> tx.own(key, KeyOwner.Use.GATEWAY, orgId));
        tx.own(keys.custodian(), orgId);
        tx.own(keys.reading(), orgId);
    }

    private static void rotate(KeyChange change, MemberEntry member, HealthTransaction tx) throws RefusedException {
        MemberKeys old = member.profile().keys();
        MemberKeys keys = old;
        if (change instanceof KeyChange.Controller next) {
            replace(List.of(old.controller()), List.of(next.key()), KeyOwner.Use.CONTROLLER, member.orgId(), tx);
            keys = new MemberKeys(next.key(), old.nodes(), old.gateways(), old.custodian(), old.reading());
        } else if (change instanceof KeyChange.Nodes next) {
            replace(old.nodes(), next.keys(), KeyOwner.Use.NODE, member.orgId(), tx);
            keys = new MemberKeys(old.controller(), next.keys(), old.gateways(), old.custodian(), old.reading());
        } else if (change instanceof KeyChange.Gateways next) {
            replace(old.gateways(), next.keys(), KeyOwner.Use.GATEWAY, member.orgId(), tx);
            keys = new MemberKeys(old.controller(), old.nodes(), next.keys(), old.custodian(), old.reading());
        } else if (change instanceof KeyChange.Custodian next) {
            replace(next.key(), member.orgId(), tx);
            keys = new MemberKeys(old.controller(), old.nodes(), old.gateways(), next.key(), old.reading());
        } else if (change instanceof KeyChange.Reading next) {
            replace(next.key(), member.orgId(), tx);
            keys = new MemberKeys(old.controller(), old.nodes(), old.gateways(), old.custodian(), next.key());
        }
        tx.put(member.with(keys).withNextEpoch(change));
        tx.emit("member", member.orgId());
    }

    /** Keys may stay; those that go sign nothing more, and are nobody else's ever. */
    private static void replace(
            List<PublicKey> old, List<PublicKey> next, KeyOwner.Use use, Id orgId, HealthTransaction tx)
            throws RefusedException {
        for (PublicKey key : next) {
            if (!old.contains(key)) {
                tx.requireFree(key);
            }
        }
        old.forEach(key -> tx.own(key, KeyOwner.Use.RETIRED, orgId));
        next.forEach(key -> tx.own(key, use, orgId));
    }

    private static void replace(X25519PublicKey next, Id orgId, HealthTransaction tx) throws RefusedException {
        tx.requireFree(next);
        tx.own(next, orgId);
    }

    private static void issue(MemberCommand.IssueCredential command, Id orgId, HealthTransaction tx)
            throws RefusedException {
        tx.require(tx.credential(orgId, command.pracId()).isEmpty(), Refusal.CREDENTIAL_EXISTS);
        long left = command.untilMicros() - tx.nowMicros();
        tx.require(left > 0 && left <= MAX_VALIDITY_MICROS, Refusal.BAD_VALIDITY);
        tx.requireFree(command.signingKey());
        if (command.readingKey().isPresent()) {
            tx.requireFree(command.readingKey().get());
            tx.own(command.readingKey().get(), command.pracId());
        }
        tx.own(command.signingKey(), KeyOwner.Use.PRACTITIONER, command.pracId());
        tx.put(new CredentialEntry(orgId, command, tx.position(), CredentialStatus.ACTIVE, Optional.empty()));
        tx.emit("credential", orgId, command.pracId());
    }

    private static void revoke(MemberCommand.RevokeCredential command, Id orgId, HealthTransaction tx)
            throws RefusedException {
        CredentialEntry credential = tx.require(tx.credential(orgId, command.pracId()), Refusal.CREDENTIAL_UNKNOWN);
        tx.require(credential.stands(), Refusal.CREDENTIAL_INVALID);
        tx.put(credential.ended(CredentialStatus.REVOKED, tx.position()));
        tx.emit("credential", orgId, command.pracId());
    }
}
