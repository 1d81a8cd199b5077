package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void everyStoredEntryIsCanonicalAndUnderItsKey() throws MalformedException {
        Town town = randomHistory(7);
        int entries = 0;
        for (var stored : town.context.state.entrySet()) {
            int tag = stored.getValue().at(0) & 0xff;
            if (tag >= Tag.GOVERNANCE_ENTRY
                    && tag <= Tag.EMERGENCY_ENTRY
                    && stored.getValue().size() > Id.SIZE) {
                HealthEntry entry = HealthEntry.decode(stored.getValue());
                assertThat(entry.encoded()).isEqualTo(stored.getValue());
                assertThat(entry.key()).isEqualTo(stored.getKey());
                entries++;
            }
        }
        assertThat(entries).isGreaterThan(50);
    }

    @Test
    void hopelessTransactionsAreNamedBeforeTheyWait() {
        HealthStateMachine plugin = new HealthStateMachine();
        MemoryContext state = new MemoryContext();
        assertThat(plugin.check(transaction(Bytes.utf8("?")), state)).hasValue(Refusal.MALFORMED.number());
        assertThat(plugin.check(transaction(new GrantCommand.Revoke(Town.GID).encoded()), state))
                .isEmpty();
    }

    @Test
    void refusalNumbersAreUnique() {
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::number)).doesNotHaveDuplicates();
    }

    @Test
    void genesisSaysWhoFoundsTheNetwork() {
        HealthStateMachine plugin = new HealthStateMachine();
        MemoryContext context = new MemoryContext();
        assertThatThrownBy(() -> plugin.genesis(Bytes.EMPTY, context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("founds the network");
        assertThat(context.state).isEmpty();
    }

    private static Town randomHistory(long seed) {
        RandomCommands commands = new RandomCommands(Town.SCRIBE, new Random(seed));
        Town town = Town.settled();
        for (int i = 0; i < 1_000; i++) {
            town.pass(commands.pause() / 100);
            RandomCommands.Sent sent = commands.next(town.timeMicros);
            town.apply(sent.sender(), sent.command());
        }
        return town;
    }

    private static Transaction transaction(Bytes payload) {
        return new Transaction.Unsigned(
                        Hash.ZERO,
                        HealthStateMachine.ID,
                        1,
                        Bytes.wrap(new byte[Transaction.NONCE_SIZE]),
                        Town.SCRIBE.cast().key("patient"),
                        payload)
                .signed(new Signature(Bytes.wrap(new byte[64])));
    }
}
