package dev.quire.health;

import static dev.quire.testkit.Consensus.PBFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.FaultKind;
import dev.quire.testkit.FaultSchedule;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.TestCluster;
import dev.quire.testkit.TestNode;
import dev.quire.testkit.history.Verdict;
import dev.quire.testkit.junit.LedgerTest;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * A request that reaches an honest custodian after the revocation was acknowledged to anyone is refused (HEALTHCARE.md 2.4,
 * 5): the history of grants, revocations, accesses and releases is linearizable, whatever goes wrong. A thousand seeds:
 * {@code mvn -pl healthcare -am test -Dtest=ReleaseHistoryTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dquire.ledgertest.seed=1..1000}.
 */
class ReleaseHistoryTest implements PluginUnderTest {
    private static final Id LAST = Town.id(0x5fff);

    @Override
    public StateMachine newStateMachine() {
        return new HealthStateMachine();
    }

    @Override
    public Bytes genesisPayload(Function<String, Signer> signers) {
        return CustodyStory.genesis(signers).encoded();
    }

    @LedgerTest(
            nodes = 4,
            consensus = PBFT,
            seeds = 20,
            faults = {FaultKind.CRASHES, FaultKind.POWER_LOSSES, FaultKind.PARTITIONS, FaultKind.LOSS, FaultKind.PAUSES
            },
            stormMillis = 2_000,
            liars = 1)
    void nothingIsReleasedAfterARevocationWasAcknowledged(TestCluster cluster) {
        CustodyStory story = new CustodyStory(cluster, CustodyStory.Reading::behindBarrier);
        int[] gids = {0};
        cluster.storm(node -> {
            act(cluster, story, node, gids);
            act(cluster, story, node, gids);
            story.askSomeone();
        });
        story.endWith(LAST);
        story.history.requireLinearizable();
        assertThat(story.releases()).isGreaterThanOrEqualTo(3);
    }

    private static void act(TestCluster cluster, CustodyStory story, TestNode node, int[] gids) {
        RandomGenerator random = cluster.random();
        // Of the newest grants one may not be there yet, one may stand, and one may just be ended.
        Id gid = Town.id(0x5000 + Math.max(0, gids[0] - random.nextInt(3)));
        int choice = random.nextInt(8);
        if (choice == 0) {
            var unused = story.give(node, Town.id(0x5000 + ++gids[0]));
        } else if (choice == 1) {
            var unused = story.revoke(node, gid);
        } else if (choice < 5) {
            var unused = story.access(node, gid);
        } else {
            story.askSomeone();
        }
    }

    /** What the histories prove: a custodian that does not wait for the barrier is found out. */
    @Test
    void custodianThatBelievesWhatItHappensToKnowIsFoundOut() {
        assertThat(afterARevocationElsewhere(CustodyStory.Reading::asItStands).values())
                .hasAtLeastOneElementOfType(Verdict.NotLinearizable.class);
        assertThat(afterARevocationElsewhere(CustodyStory.Reading::behindBarrier)
                        .values())
                .hasOnlyElementsOfType(Verdict.Linearizable.class);
    }

    /** The patient revokes at the others while one custodian is cut off, and that one is asked. */
    private Map<String, Verdict> afterARevocationElsewhere(CustodyStory.Reading reading) {
        TestCluster cluster = TestCluster.start(this, PBFT, 4, FaultSchedule.none(), 1);
        CustodyStory story = new CustodyStory(cluster, reading);
        TestNode eclipsed = cluster.node(3);
        cluster.await(story.give(eclipsed, Town.GID));
        cluster.await(story.access(eclipsed, Town.GID));
        cluster.partition(eclipsed);
        cluster.await(story.revoke(cluster.node(0), Town.GID));
        CustodyAnswer answer = cluster.await(story.ask(eclipsed, Town.id(0x6000)));
        assertThat(answer).isNotNull();
        cluster.heal();
        cluster.settle();
        return story.history.judge();
    }
}
