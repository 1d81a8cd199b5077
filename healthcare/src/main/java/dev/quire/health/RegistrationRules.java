package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.TxContext;
import java.util.Optional;
import java.util.TreeSet;

/** Who takes part: members and subjects. */
final class RegistrationRules {
    private RegistrationRules() {}

    static Outcome apply(HealthCommand.RegisterMember command, HealthState state, TxContext context) {
        if (!state.isRegistrar(context.sender())) {
            return Refusal.NOT_REGISTRAR.outcome();
        }
        if (state.member(command.orgId()).isPresent()) {
            return Refusal.MEMBER_EXISTS.outcome();
        }
        TreeSet<PublicKey> keys = new TreeSet<>(command.gateways());
        if (!keys.add(command.controller()) || keys.stream().anyMatch(state::isOwned)) {
            return Refusal.KEY_IN_USE.outcome();
        }
        context.put(
                StateKeys.member(command.orgId()),
                MemberEntry.of(command, Position.of(context)).encoded());
        own(command.controller(), KeyOwner.Role.CONTROLLER, command.orgId(), context);
        command.gateways().forEach(key -> own(key, KeyOwner.Role.GATEWAY, command.orgId(), context));
        return Outcome.applied();
    }

    static Outcome apply(HealthCommand.RegisterSubject command, HealthState state, TxContext context) {
        Optional<Id> writer = state.memberOfGateway(context.sender());
        if (writer.isEmpty()) {
            return Refusal.NOT_GATEWAY.outcome();
        }
        if (state.subject(command.sid()).isPresent()) {
            return Refusal.SUBJECT_EXISTS.outcome();
        }
        if (command.patientKey().filter(state::isOwned).isPresent()) {
            return Refusal.KEY_IN_USE.outcome();
        }
        SubjectEntry subject = SubjectEntry.of(command, writer.get(), Position.of(context));
        context.put(StateKeys.subject(command.sid()), subject.encoded());
        command.patientKey().ifPresent(key -> own(key, KeyOwner.Role.PATIENT, command.sid(), context));
        return Outcome.applied();
    }

    private static void own(PublicKey key, KeyOwner.Role role, Id owner, TxContext context) {
        context.put(StateKeys.keyOwner(key), new KeyOwner(role, owner).encoded());
    }
}
