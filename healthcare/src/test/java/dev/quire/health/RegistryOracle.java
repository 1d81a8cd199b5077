package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What forbids a command about members, staff, subjects and records. */
final class RegistryOracle extends BrokenRules {
    RegistryOracle(Chronicle chronicle, Hash chainId, SignatureCheck signatures, Set<Refusal> broken) {
        super(chronicle, chainId, signatures, broken);
    }

    void governance(PublicKey sender, GovernanceCommand command) {
        long yes = command.approvals().stream()
                .filter(approval ->
                        chronicle.controllerOf(approval.controller()).isPresent())
                .filter(approval -> signatures.holds(
                        approval.controller(), Statements.approval(chainId, command), approval.signature()))
                .count();
        int members = chronicle.members().size();
        check(3 * yes > 2L * members && yes == command.approvals().size(), Refusal.NOT_APPROVED);
        if (command instanceof GovernanceCommand.RegisterMember register) {
            MemberKeys keys = register.profile().keys();
            check(keys.controller().equals(sender), Refusal.NOT_CONTROLLER);
            Id orgId = register.profile().orgId();
            check(!chronicle.isMember(orgId) && chronicle.subject(orgId).isEmpty(), Refusal.MEMBER_EXISTS);
            keys.signing().forEach(this::checkFresh);
            checkFresh(keys.custodian());
            checkFresh(keys.reading());
            boolean distinct =
                    new HashSet<>(keys.signing()).size() == keys.signing().size()
                            && !keys.custodian().equals(keys.reading());
            check(distinct, Refusal.KEY_IN_USE);
            return;
        }
        check(chronicle.controllerOf(sender).isPresent(), Refusal.NOT_CONTROLLER);
        if (command instanceof GovernanceCommand.SetCommittee set) {
            check(set.epoch() == chronicle.committee() + 1, Refusal.NOT_NEXT);
            check(set.committee().seats().stream().allMatch(chronicle::isMember), Refusal.MEMBER_UNKNOWN);
        } else if (command instanceof GovernanceCommand.SetParameters set) {
            check(set.version() == chronicle.parametersVersion() + 1, Refusal.NOT_NEXT);
        }
    }

    void member(long now, PublicKey sender, MemberCommand command) {
        Optional<Id> orgId = chronicle.controllerOf(sender);
        check(orgId.isPresent(), Refusal.NOT_CONTROLLER);
        if (command instanceof MemberCommand.IssueCredential issue) {
            long left = issue.untilMicros() - now;
            check(left > 0 && left <= 90 * Scribe.DAY, Refusal.BAD_VALIDITY);
            checkFresh(issue.signingKey());
            issue.readingKey().ifPresent(this::checkFresh);
            check(orgId.flatMap(id -> chronicle.credential(id, issue.pracId())).isEmpty(), Refusal.CREDENTIAL_EXISTS);
        } else if (command instanceof MemberCommand.RevokeCredential revoke && orgId.isPresent()) {
            check(chronicle.credential(orgId.get(), revoke.pracId()).isPresent(), Refusal.CREDENTIAL_UNKNOWN);
            check(chronicle.stands(orgId.get(), revoke.pracId(), Long.MAX_VALUE), Refusal.CREDENTIAL_INVALID);
        } else if (command instanceof MemberCommand.RotateMemberKey rotate && orgId.isPresent()) {
            rotation(rotate.change(), chronicle.member(orgId.get()));
        }
    }

    private void rotation(KeyChange change, MemberProfile member) {
        if (change instanceof KeyChange.Custodian one) {
            checkFresh(one.key());
        } else if (change instanceof KeyChange.Reading one) {
            checkFresh(one.key());
        } else {
            List<Bytes> mayStay = Stream.of(
                            change instanceof KeyChange.Controller ? List.of(chronicle.controller(member)) : null,
                            change instanceof KeyChange.Nodes ? chronicle.nodes(member) : null,
                            change instanceof KeyChange.Gateways ? chronicle.gateways(member) : null)
                    .flatMap(keys -> keys == null ? Stream.empty() : keys.stream())
                    .map(PublicKey::bytes)
                    .toList();
            Chronicle.keys(change).stream()
                    .filter(key -> !mayStay.contains(key))
                    .forEach(key -> checkFresh(new PublicKey(key)));
        }
    }

    private static boolean isLater(int epoch, int present) {
        return epoch > present && epoch <= present + 1_000;
    }

    void subject(PublicKey sender, SubjectCommand command) {
        if (command instanceof SubjectCommand.RegisterSubject register) {
            checkGateway(sender);
            boolean free = chronicle.subject(register.sid()).isEmpty() && !chronicle.isMember(register.sid());
            check(free, Refusal.SUBJECT_EXISTS);
            checkFresh(register.signingKey());
            register.compartments().forEach(compartment -> checkFresh(compartment.key()));
            long keys = register.compartments().stream()
                    .map(NewCompartment::key)
                    .distinct()
                    .count();
            check(keys == register.compartments().size(), Refusal.KEY_IN_USE);
            boolean signed = register.patient().isEmpty()
                    || chronicle
                            .gatewayOf(sender)
                            .filter(writer -> signatures.holds(
                                    register.signingKey(),
                                    Statements.registration(chainId, writer, register),
                                    register.patient().get()))
                            .isPresent();
            check(signed, Refusal.SIGNATURE_INVALID);
        } else if (command instanceof SubjectCommand.ClaimSubject claim) {
            checkWriter(sender, claim.sid());
            check(!chronicle.isClaimed(claim.sid(), Long.MAX_VALUE), Refusal.ALREADY_CLAIMED);
            check(isLater(claim.epoch(), chronicle.signingEpoch(claim.sid())), Refusal.NOT_NEXT);
            checkFresh(claim.key());
            boolean signed = chronicle
                    .gatewayOf(sender)
                    .filter(writer -> signatures.holds(
                            claim.key(),
                            Statements.claim(chainId, claim.sid(), writer, claim.epoch(), claim.key()),
                            claim.patient()))
                    .isPresent();
            check(signed, Refusal.SIGNATURE_INVALID);
        } else if (command instanceof SubjectCommand.LinkSubject link) {
            checkWriter(sender, link.sid());
            checkWriter(sender, link.into());
            check(chronicle.linkedTo(link.sid()).isEmpty(), Refusal.SUBJECT_LINKED);
            check(
                    !link.sid().equals(link.into())
                            && chronicle.linkedTo(link.into()).isEmpty(),
                    Refusal.LINK_INVALID);
        } else if (command instanceof SubjectCommand.SetManifest set) {
            checkOwn(sender, set.sid());
            check(set.version() == chronicle.manifestVersion(set.sid()) + 1, Refusal.NOT_NEXT);
        } else if (command instanceof SubjectCommand.AddCompartment add) {
            checkOwn(sender, add.sid());
            checkFresh(add.compartment().key());
            check(chronicle.compartment(add.sid(), add.compartment().cid()).isEmpty(), Refusal.COMPARTMENT_EXISTS);
            check(chronicle.compartments(add.sid()).size() < 32, Refusal.TOO_MANY_COMPARTMENTS);
        } else if (command instanceof SubjectCommand.RotateCompartment rotate) {
            checkOwn(sender, rotate.sid());
            checkFresh(rotate.key());
            check(chronicle.compartment(rotate.sid(), rotate.cid()).isPresent(), Refusal.COMPARTMENT_UNKNOWN);
            check(isLater(rotate.epoch(), chronicle.epoch(rotate.sid(), rotate.cid())), Refusal.NOT_NEXT);
        }
    }

    void record(long now, PublicKey sender, RecordCommand command) {
        if (command instanceof RecordCommand.PutRecord put) {
            terms(now, sender, put.terms());
        } else if (command instanceof RecordCommand.AmendRecord amend) {
            terms(now, sender, amend.terms());
            Optional<Chronicle.Written> before = chronicle.record(amend.supersedes());
            check(before.isPresent(), Refusal.RECORD_UNKNOWN);
            check(
                    before.filter(written -> written.terms()
                                            .sid()
                                            .equals(amend.terms().sid()))
                                    .isPresent()
                            && !chronicle.isSuperseded(amend.supersedes()),
                    Refusal.NOT_NEWEST);
        } else if (command instanceof RecordCommand.MarkEnteredInError mark) {
            checkGateway(sender);
            Optional<Chronicle.Written> record = chronicle.record(mark.rid());
            check(record.isPresent(), Refusal.RECORD_UNKNOWN);
            check(
                    record.filter(written -> written.line().orgId().equals(chronicle.gatewayOf(sender)))
                            .isPresent(),
                    Refusal.NOT_AUTHOR);
            check(!chronicle.isMarked(mark.rid(), Long.MAX_VALUE), Refusal.RECORD_NOT_ACTIVE);
        } else if (command instanceof RecordCommand.ReplaceCapsule replace) {
            Optional<Chronicle.Written> record = chronicle.record(replace.rid());
            check(record.isPresent(), Refusal.RECORD_UNKNOWN);
            if (record.isPresent()) {
                Id sid = record.get().terms().sid();
                if (!chronicle.subjectKey(sid).equals(sender)) {
                    checkWriter(sender, sid);
                }
                check(
                        replace.cEpoch()
                                == chronicle.epoch(sid, record.get().terms().cid()),
                        Refusal.STALE_EPOCH);
            }
            check(!chronicle.isMarked(replace.rid(), Long.MAX_VALUE), Refusal.RECORD_NOT_ACTIVE);
        }
    }

    private void terms(long now, PublicKey sender, RecordTerms terms) {
        checkWriter(sender, terms.sid());
        check(chronicle.linkedTo(terms.sid()).isEmpty(), Refusal.SUBJECT_LINKED);
        check(chronicle.record(terms.rid()).isEmpty(), Refusal.RECORD_EXISTS);
        check(terms.committee() == chronicle.committee(), Refusal.STALE_COMMITTEE);
        check(terms.vaults().stream().allMatch(chronicle::isMember), Refusal.MEMBER_UNKNOWN);
        Optional<NewCompartment> compartment = chronicle.compartment(terms.sid(), terms.cid());
        check(compartment.isPresent(), Refusal.COMPARTMENT_UNKNOWN);
        if (compartment.isPresent()) {
            check(terms.cEpoch() == chronicle.epoch(terms.sid(), terms.cid()), Refusal.STALE_EPOCH);
            boolean small = terms.kind() == RecordKind.ENTRY && terms.blobLength() <= 65_536;
            check(
                    terms.shareRootE().isPresent() == compartment.get().emergency()
                            && (small || !compartment.get().emergency()),
                    Refusal.NOT_ESSENTIAL);
        }
        if (terms.credential().isPresent()) {
            chronicle
                    .gatewayOf(sender)
                    .ifPresent(
                            orgId -> checkValid(now, orgId, terms.credential().get()));
        }
    }
}
