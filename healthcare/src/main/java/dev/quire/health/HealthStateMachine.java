package dev.quire.health;

import dev.quire.block.PublicKey;
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

    /** The value of an index key: the key says it all. */
    static final Bytes PRESENT = Bytes.wrap(new byte[] {1});

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
            for (PublicKey registrar : HealthGenesis.decode(payload).registrars()) {
                context.put(StateKeys.registrar(registrar), PRESENT);
            }
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the genesis payload must name the registrars: " + e.getMessage(), e);
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
        HealthCommand command;
        try {
            command = HealthCommand.decode(context.payload());
        } catch (MalformedException e) {
            return Refusal.MALFORMED.outcome();
        }
        HealthState state = new HealthState(context);
        if (command instanceof HealthCommand.RegisterMember member) {
            return RegistrationRules.apply(member, state, context);
        } else if (command instanceof HealthCommand.RegisterSubject subject) {
            return RegistrationRules.apply(subject, state, context);
        } else if (command instanceof HealthCommand.PutRecord put) {
            return RecordRules.apply(put, state, context);
        } else if (command instanceof HealthCommand.Grant grant) {
            return GrantRules.apply(grant, state, context);
        } else if (command instanceof HealthCommand.Revoke revoke) {
            return GrantRules.apply(revoke, state, context);
        }
        return AccessRules.apply((HealthCommand.Access) command, state, context);
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
