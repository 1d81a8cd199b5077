package dev.quire.health;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.StateView;
import dev.quire.spi.state.TxContext;
import java.util.OptionalInt;

/**
 * Records and consent. The ledger holds ids, hashes, keys, coarse kinds and times; names, diagnoses and texts never
 * reach it. Payloads are {@link HealthCommand}s, queries {@link HealthQuery}s, the genesis payload is a {@link
 * HealthGenesis}; refusals are numbered by {@link Refusal}. An access has a {@link Decision} as output.
 */
public final class HealthStateMachine implements StateMachine {
    /** The number that transactions name it by. */
    public static final int ID = 2;

    private final Enforcement enforcement;

    public HealthStateMachine() {
        this(rule -> true);
    }

    /** With rules left out. */
    HealthStateMachine(Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "health";
    }

    @Override
    public void genesis(Bytes payload, TxContext context) {
        try {
            GovernanceRules.begin(HealthGenesis.decode(payload), new HealthTransaction(context, enforcement));
        } catch (MalformedException | RefusedException e) {
            throw new IllegalArgumentException(
                    "the genesis payload must say who founds the network: " + e.getMessage(), e);
        }
    }

    @Override
    public OptionalInt check(Transaction transaction, StateView state) {
        try {
            HealthCommand.decode(transaction.payload());
            return OptionalInt.empty();
        } catch (MalformedException e) {
            return OptionalInt.of(Refusal.MALFORMED.number());
        }
    }

    @Override
    public Outcome apply(TxContext context) {
        try {
            HealthCommand command = HealthCommand.decode(context.payload());
            return apply(command, new HealthTransaction(context, enforcement));
        } catch (MalformedException e) {
            return Refusal.MALFORMED.outcome();
        } catch (RefusedException e) {
            return e.refusal().outcome();
        }
    }

    private static Outcome apply(HealthCommand command, HealthTransaction tx) throws RefusedException {
        if (command instanceof GovernanceCommand governance) {
            return GovernanceRules.apply(governance, tx);
        } else if (command instanceof MemberCommand member) {
            return MemberRules.apply(member, tx);
        } else if (command instanceof SubjectCommand subject) {
            return SubjectRules.apply(subject, tx);
        } else if (command instanceof RecordCommand record) {
            return RecordRules.apply(record, tx);
        } else if (command instanceof GrantCommand grant) {
            return GrantRules.apply(grant, tx);
        } else if (command instanceof ReadingCommand reading) {
            return ReadingRules.apply(reading, tx);
        }
        return EmergencyRules.apply((EmergencyCommand) command, tx);
    }

    @Override
    public Bytes query(Bytes request, StateView state) {
        try {
            return Queries.answer(HealthQuery.decode(request), new HealthState(state))
                    .encoded();
        } catch (MalformedException e) {
            throw new IllegalArgumentException("not a query of the healthcare plugin: " + e.getMessage(), e);
        }
    }
}
