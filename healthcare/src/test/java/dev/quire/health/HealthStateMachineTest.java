package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthStateMachineTest {
    @Test
    void equalCommandsMakeEqualStatesAndEvents() {
        Town first = randomHistory(42);
        Town second = randomHistory(42);
        assertThat(first.context.state).isEqualTo(second.context.state).hasSizeGreaterThan(100);
        assertThat(first.context.events).isEqualTo(second.context.events);
    }

    @Test
    void everyStoredEntryIsCanonical() throws MalformedException {
        for (Bytes value : randomHistory(7).context.state.values()) {
            int tag = value.at(0);
            if (tag >= Tag.MEMBER_ENTRY && tag <= Tag.ACCESS_ENTRY && value.size() > Id.SIZE) {
                assertThat(HealthEntry.decode(value).encoded()).isEqualTo(value);
            }
        }
    }

    @Test
    void hopelessTransactionsAreNamedBeforeTheyWait() {
        HealthStateMachine plugin = new HealthStateMachine();
        MemoryContext state = new MemoryContext();
        assertThat(plugin.check(transaction(Bytes.utf8("?")), state)).hasValue(Refusal.MALFORMED.number());
        assertThat(plugin.check(transaction(new HealthCommand.Revoke(Town.GID).encoded()), state))
                .isEmpty();
    }

    @Test
    void refusalNumbersAreUnique() {
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::number)).doesNotHaveDuplicates();
    }

    private static Town randomHistory(long seed) {
        Random random = new Random(seed);
        RandomCommands commands = new RandomCommands(random);
        Town town = Town.settled();
        town.timeMicros = 0;
        for (int i = 0; i < 500; i++) {
            town.timeMicros = i / 50;
            HealthCommand command = commands.next();
            town.apply(commands.sender(command), command);
        }
        return town;
    }

    private static Transaction transaction(Bytes payload) {
        return new Transaction.Unsigned(
                        Hash.ZERO,
                        HealthStateMachine.ID,
                        1,
                        Bytes.wrap(new byte[Transaction.NONCE_SIZE]),
                        Town.PATIENT,
                        payload)
                .signed(new Signature(Bytes.wrap(new byte[64])));
    }
}
