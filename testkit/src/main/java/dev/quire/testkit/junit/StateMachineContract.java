package dev.quire.testkit.junit;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.hash.Sha256;
import dev.quire.testkit.PluginUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every plugin keeps, as a JUnit 5 test: a plugin's author extends it, names the machine and some histories of
 * commands, and inherits the tests. The commands are executed by the engine itself, with its budgets, roots and rollbacks,
 * on one node and in memory.
 *
 * <p>The machine is made once more in a child JVM by a new instance of the test class, so the class needs a constructor
 * without parameters. The child runs with another seed for hashes, locale, time zone, charset, number of processors, user
 * and directory, without environment variables, and on another JDK if one lies beside this one or {@code
 * quire.contract.java.home} names it. It takes a second or two.
 */
public abstract class StateMachineContract implements PluginUnderTest {
    /**
     * What one transaction asks for.
     *
     * @param sender who is said to have signed it; signatures of transactions are not looked at here
     * @param after zero, or it begins a new block, whose time is so much later than the one before
     */
    public record Command(PublicKey sender, Bytes payload, Duration after) {
        public Command {
            if (after.isNegative()) {
                throw new IllegalArgumentException("block time does not go back: " + after);
            }
        }

        public Command(PublicKey sender, Bytes payload) {
            this(sender, payload, Duration.ZERO);
        }
    }

    /**
     * Histories of commands, each of which begins at genesis. They should reach all that the machine can do and refuse; a few
     * hundred commands from a seeded generator do well. The engine cuts them into blocks.
     */
    protected abstract List<List<Command>> histories();

    /** Queries to be answered after each history. */
    protected List<Bytes> queries() {
        return List.of();
    }

    /** Payloads that are no commands, and so must be refused, whatever the state. */
    protected List<Bytes> malformedPayloads() {
        return List.of();
    }

    /** The time of block 0, microseconds since 1970. A block without a {@link Command#after} is one microsecond later. */
    protected long genesisTimeMicros() {
        return 1_700_000_000_000_000L;
    }

    /** May a command come to another end in another block? False if the machine looks at no height, index or block time. */
    protected boolean dependsOnBlocks() {
        return true;
    }

    /** The same key for the same name. */
    protected static Signer signer(String name) {
        return Ed25519Key.fromSeed(new Sha256().hash(0, Bytes.utf8(name)).bytes());
    }

    /**
     * The id of the chain on which the histories are executed: for commands with signatures inside, which name it. The
     * engine decides on those by the rule of production.
     */
    protected final Hash chainId() {
        ContractInput input = new ContractInput(
                genesisTimeMicros(), genesisPayload(StateMachineContract::signer), List.of(), List.of());
        return new ContractChain(this, input).chainId();
    }

    private ContractInput input() {
        return new ContractInput(
                genesisTimeMicros(), genesisPayload(StateMachineContract::signer), histories(), queries());
    }

    private Transcript transcript(Transcript.Manner manner) {
        return ContractRun.transcript(this, input(), manner);
    }

    @Test
    final void anotherJvmComesToTheSameBlocks() throws IOException, InterruptedException {
        transcript(Transcript.Manner.PLAIN)
                .requireEqual(
                        new OtherJvm(getClass()).transcript(input()),
                        "another JVM, where hashes, locale, time zone and charset are others");
    }

    @Test
    final void abandonedProposalsChecksQueriesAndRestartsLeaveNoTrace() {
        transcript(Transcript.Manner.PLAIN)
                .requireEqual(
                        transcript(Transcript.Manner.DISTURBED),
                        "a node that abandons proposals, checks and queries in between, and restarts");
    }

    @Test
    final void blocksMayBeCutOtherwiseIfTheMachineSaysSo() {
        if (!dependsOnBlocks()) {
            transcript(Transcript.Manner.PLAIN)
                    .outcomes()
                    .requireEqual(
                            transcript(Transcript.Manner.ONE_BY_ONE).outcomes(),
                            "blocks of one transaction each, though dependsOnBlocks() says no");
        }
    }

    @Test
    final void damagedCommandsHaveAnOutcomeAndNoException() {
        new DamagedCommands(this, input()).requireOutcomes();
    }

    @Test
    final void malformedCommandsAreRefused() {
        new DamagedCommands(this, input()).requireRefusals(malformedPayloads());
    }

    @Test
    final void checkForeseesOnlyRefusalsThatCome() {
        ContractRun.requireTrueChecks(this, input());
    }

    @Test
    final void damagedQueriesAreAnsweredOrRefused() {
        new DamagedCommands(this, input()).requireAnswers();
    }
}
