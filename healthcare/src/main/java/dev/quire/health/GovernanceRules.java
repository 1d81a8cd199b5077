package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;

/** What the members decide together. */
final class GovernanceRules {
    private GovernanceRules() {}

    /** Writes what was agreed on before the first block. */
    static void begin(HealthGenesis genesis, HealthTransaction tx) throws RefusedException {
        for (MemberProfile founder : genesis.founders()) {
            MemberRules.takeIn(founder, tx);
        }
        tx.put(new CommitteeEntry(1, genesis.committee(), tx.position()));
        tx.put(new GovernanceEntry(genesis.founders().size(), 1, 1, genesis.parameters()));
    }

    static Outcome apply(GovernanceCommand command, HealthTransaction tx) throws RefusedException {
        if (command instanceof GovernanceCommand.RegisterMember register) {
            register(register, tx);
        } else if (command instanceof GovernanceCommand.SetCommittee set) {
            setCommittee(set, tx);
        } else if (command instanceof GovernanceCommand.SetParameters set) {
            setParameters(set, tx);
        }
        return Outcome.applied();
    }

    private static void register(GovernanceCommand.RegisterMember command, HealthTransaction tx)
            throws RefusedException {
        Id orgId = command.profile().orgId();
        GovernanceEntry governance = tx.governance();
        tx.require(command.profile().keys().controller().equals(tx.sender()), Refusal.NOT_CONTROLLER);
        boolean free = tx.member(orgId).isEmpty() && tx.subject(orgId).isEmpty();
        tx.require(free, Refusal.MEMBER_EXISTS);
        tx.require(governance.members() < GovernanceCommand.MAX_MEMBERS, Refusal.TOO_MANY_MEMBERS);
        requireApproved(command, governance, tx);
        MemberRules.takeIn(command.profile(), tx);
        tx.put(governance.withMembers(governance.members() + 1));
        tx.emit("member", orgId);
    }

    private static void setCommittee(GovernanceCommand.SetCommittee command, HealthTransaction tx)
            throws RefusedException {
        tx.requireController();
        GovernanceEntry governance = tx.governance();
        tx.require(command.epoch() == governance.committee() + 1, Refusal.NOT_NEXT);
        for (Id seat : command.committee().seats()) {
            tx.require(tx.member(seat).isPresent(), Refusal.MEMBER_UNKNOWN);
        }
        requireApproved(command, governance, tx);
        tx.put(new CommitteeEntry(command.epoch(), command.committee(), tx.position()));
        tx.put(governance.withCommittee(command.epoch()));
        tx.emit("committee");
    }

    private static void setParameters(GovernanceCommand.SetParameters command, HealthTransaction tx)
            throws RefusedException {
        tx.requireController();
        GovernanceEntry governance = tx.governance();
        tx.require(command.version() == governance.parametersVersion() + 1, Refusal.NOT_NEXT);
        requireApproved(command, governance, tx);
        tx.put(governance.with(command.version(), command.parameters()));
        tx.emit("parameters");
    }

    /** Counts before it verifies, and stops at the first that does not hold: a flood of approvals costs little. */
    private static void requireApproved(GovernanceCommand command, GovernanceEntry governance, HealthTransaction tx)
            throws RefusedException {
        tx.require(governance.isQuorum(command.approvals().size()), Refusal.NOT_APPROVED);
        Bytes statement = Statements.approval(tx.chainId(), command);
        for (Approval approval : command.approvals()) {
            boolean controller = tx.memberOfController(approval.controller()).isPresent();
            tx.require(
                    controller && tx.isSigned(approval.controller(), statement, approval.signature()),
                    Refusal.NOT_APPROVED);
        }
    }
}
