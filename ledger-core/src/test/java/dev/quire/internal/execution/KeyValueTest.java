package dev.quire.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueCommand.CompareAndSet;
import dev.quire.kv.KeyValueCommand.Delete;
import dev.quire.kv.KeyValueCommand.Put;
import dev.quire.kv.KeyValueStateMachine;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The built-in key-value plugin, run by the real executor. */
class KeyValueTest {
    private static final Bytes K = Bytes.utf8("k");
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Bytes TWO = Bytes.utf8("2");

    private final TestChain chain = TestChain.raft();
    private final KeyValueStateMachine plugin = new KeyValueStateMachine();

    private Transaction transaction(Bytes payload) {
        int number = (int) chain.executor.appliedHeight();
        return TestChain.sign(
                chain.unsigned(number, TestChain.START + 60 * TestChain.SECOND, KeyValueStateMachine.ID, payload));
    }

    private TransactionResult run(KeyValueCommand command) {
        return chain.apply(transaction(command.encoded())).results().get(0);
    }

    private void applies(KeyValueCommand command, Optional<Bytes> before) throws MalformedException {
        TransactionResult result = run(command);
        assertThat(result.leaf().applied()).isTrue();
        assertThat(KeyValueStateMachine.decodeValue(result.output())).isEqualTo(before);
    }

    private void refuses(KeyValueCommand command, int code) {
        assertThat(run(command).leaf().outcomeCode()).isEqualTo(code);
    }

    private Optional<Bytes> read() throws MalformedException {
        Bytes answer = plugin.query(K, new PluginState(KeyValueStateMachine.ID, chain.store));
        return KeyValueStateMachine.decodeValue(answer);
    }

    @Test
    void putsComparesAndDeletes() throws MalformedException {
        applies(new Put(K, ONE), Optional.empty());
        applies(new Put(K, TWO), Optional.of(ONE));
        refuses(new CompareAndSet(K, Optional.of(ONE), TWO), KeyValueStateMachine.MISMATCH);
        refuses(new CompareAndSet(K, Optional.empty(), ONE), KeyValueStateMachine.MISMATCH);
        applies(new CompareAndSet(K, Optional.of(TWO), ONE), Optional.of(TWO));
        assertThat(read()).contains(ONE);
        applies(new Delete(K), Optional.of(ONE));
        refuses(new Delete(K), KeyValueStateMachine.ABSENT);
        refuses(new CompareAndSet(K, Optional.of(ONE), TWO), KeyValueStateMachine.ABSENT);
        assertThat(read()).isEmpty();
        applies(new CompareAndSet(K, Optional.empty(), Bytes.EMPTY), Optional.empty());
        assertThat(read()).contains(Bytes.EMPTY);
    }

    @Test
    void refusesWhatIsTooLargeOrNoCommand() {
        refuses(new Put(Bytes.EMPTY, ONE), KeyValueStateMachine.TOO_LARGE);
        refuses(new Delete(Bytes.wrap(new byte[65])), KeyValueStateMachine.TOO_LARGE);
        refuses(new Put(K, Bytes.wrap(new byte[64 * 1024 + 1])), KeyValueStateMachine.TOO_LARGE);
        assertThat(run(new Put(Bytes.wrap(new byte[64]), Bytes.wrap(new byte[64 * 1024])))
                        .leaf()
                        .applied())
                .isTrue();
        for (Bytes payload : List.of(
                Bytes.EMPTY, Bytes.fromHex("04"), new Delete(K).encoded().concat(ONE))) {
            Transaction transaction = transaction(payload);
            assertThat(plugin.check(transaction, new PluginState(1, chain.store)))
                    .isEqualTo(OptionalInt.of(KeyValueStateMachine.MALFORMED));
            assertThat(chain.apply(transaction).results().get(0).leaf().outcomeCode())
                    .isEqualTo(KeyValueStateMachine.MALFORMED);
        }
        PluginState state = new PluginState(KeyValueStateMachine.ID, chain.store);
        assertThatThrownBy(() -> plugin.query(Bytes.EMPTY, state)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void commandsAreReadAsTheyWereWritten() throws MalformedException {
        List<KeyValueCommand> commands = List.of(
                new Put(K, ONE),
                new CompareAndSet(K, Optional.empty(), ONE),
                new CompareAndSet(K, Optional.of(ONE), TWO),
                new Delete(K));
        for (KeyValueCommand command : commands) {
            assertThat(KeyValueCommand.decode(command.encoded())).isEqualTo(command);
        }
    }
}
