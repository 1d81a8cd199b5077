package dev.quire.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.Consensus;
import dev.quire.testkit.FaultKind;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.TestCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class LedgerTestTest implements PluginUnderTest {
    @Override
    public StateMachine newStateMachine() {
        return new KeyValueStateMachine();
    }

    @LedgerTest(nodes = 3, consensus = Consensus.RAFT, faults = FaultKind.CRASHES, seeds = 5, stormMillis = 300)
    void everySeedHasAClusterOfItsOwn(TestCluster cluster) {
        Bytes command = new KeyValueCommand.Put(Bytes.utf8("k"), Bytes.utf8("v")).encoded();
        assertThat(cluster.chain()).isEmpty();
        assertThat(cluster.nodes()).hasSize(3);
        cluster.storm(node -> node.send(cluster.transaction(cluster.signer("alice"), command)));
        assertThat(cluster.chain()).isNotEmpty();
    }

    /** Not found by itself: it is no test class by its name. */
    static final class Failing implements PluginUnderTest {
        @Override
        public StateMachine newStateMachine() {
            return new KeyValueStateMachine();
        }

        @LedgerTest(nodes = 1, consensus = Consensus.RAFT, seeds = 20)
        void evenSeedsFail(TestCluster cluster) {
            assertThat(cluster.random().nextLong(2)).as("a throw of the dice").isZero();
        }
    }

    static final class WithoutPlugin {
        @LedgerTest
        void cannotRun(TestCluster cluster) {
            assertThat(cluster).isNotNull();
        }
    }

    private static TestExecutionSummary run(Class<?> test, Map<String, String> parameters) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(test))
                                .configurationParameters(parameters)
                                .build(),
                        listener);
        return listener.getSummary();
    }

    private static List<String> messages(TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .toList();
    }

    @Test
    void aSeedThatFailsSaysHowToRunItAgainAndThreeAreEnough() {
        TestExecutionSummary summary = run(Failing.class, Map.of());
        assertThat(summary.getTestsFailedCount()).isEqualTo(3);
        assertThat(summary.getTestsAbortedCount()).isPositive();
        String first = messages(summary).get(0);
        assertThat(first)
                .contains("a throw of the dice")
                .containsPattern("mvn test -Dtest=Failing#evenSeedsFail -Dquire.ledgertest.seed=\\d+$");

        String seed = first.substring(first.lastIndexOf('=') + 1);
        TestExecutionSummary again = run(Failing.class, Map.of("quire.ledgertest.seed", seed));
        assertThat(again.getTestsFoundCount()).isEqualTo(1);
        assertThat(messages(again)).containsExactly(first);
    }

    @Test
    void aRangeOfSeedsRunsInPlaceOfTheAnnotations() {
        assertThat(run(Failing.class, Map.of("quire.ledgertest.seed", "3..9")).getTestsFoundCount())
                .isEqualTo(7);
        assertThat(messages(run(Failing.class, Map.of("quire.ledgertest.seed", "x"))))
                .singleElement()
                .asString()
                .contains("FIRST..LAST");
    }

    @Test
    void aClassThatNamesNoPluginIsToldTo() {
        assertThat(messages(run(WithoutPlugin.class, Map.of())))
                .singleElement()
                .asString()
                .contains("must implement PluginUnderTest");
    }
}
