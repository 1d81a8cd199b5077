package dev.quire.health;

import static dev.quire.testkit.Consensus.PBFT;
import static dev.quire.testkit.Consensus.RAFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Signer;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.FaultKind;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.TestCluster;
import dev.quire.testkit.TestNode;
import dev.quire.testkit.junit.LedgerTest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Hospitals, and a patient who gives and takes permissions, on clusters in which much goes wrong: every access must have
 * been decided as the table of {@link AccessOracle} has it for the order that the chain gave to the commands, and be in the
 * patient's log.
 */
class HealthClusterTest implements PluginUnderTest {
    private static final int RECORDS = 3;
    private static final int GRANTS = 4;

    @Override
    public StateMachine newStateMachine() {
        return new HealthStateMachine();
    }

    @Override
    public Bytes genesisPayload(Function<String, Signer> signers) {
        return new HealthGenesis(List.of(signers.apply("registrar").publicKey())).encoded();
    }

    @LedgerTest(
            nodes = 4,
            consensus = PBFT,
            seeds = 200,
            faults = {FaultKind.CRASHES, FaultKind.POWER_LOSSES, FaultKind.PARTITIONS, FaultKind.LOSS, FaultKind.PAUSES
            },
            stormMillis = 700,
            liars = 1)
    void accessesAreDecidedByTheTableAmongLiarsAndCrashes(TestCluster cluster) throws MalformedException {
        accessesAreDecidedByTheTable(cluster);
    }

    @LedgerTest(nodes = 3, consensus = RAFT, seeds = 60, allFaults = true, stormMillis = 700)
    void accessesAreDecidedByTheTableAmongAllFaults(TestCluster cluster) throws MalformedException {
        accessesAreDecidedByTheTable(cluster);
    }

    private static void accessesAreDecidedByTheTable(TestCluster cluster) throws MalformedException {
        settleTown(cluster);
        cluster.storm(node -> {
            node.send(next(cluster));
            node.send(next(cluster));
        });
        int accesses = requireDecisionsOfTheTable(cluster.chain());
        for (TestNode node : cluster.nodes()) {
            if (!node.isLiar()) {
                assertThat(logOfThePatient(node.ledger())).hasSize(accesses);
            }
        }
    }

    private static void settleTown(TestCluster cluster) {
        commit(cluster, "registrar", Town.member(Town.CITY, key(cluster, "city"), key(cluster, "city gateway")));
        commit(cluster, "registrar", Town.member(Town.RURAL, key(cluster, "rural"), key(cluster, "rural gateway")));
        commit(
                cluster,
                "city gateway",
                new HealthCommand.RegisterSubject(Town.SID, Optional.of(key(cluster, "patient"))));
    }

    private static void commit(TestCluster cluster, String sender, HealthCommand command) {
        Ledger ledger = cluster.anyNode().orElseThrow().ledger();
        CommittedTransaction committed =
                cluster.await(ledger.commit(cluster.transaction(cluster.signer(sender), command.encoded())));
        assertThat(committed.applied()).isTrue();
    }

    private static PublicKey key(TestCluster cluster, String name) {
        return cluster.signer(name).publicKey();
    }

    private static Transaction next(TestCluster cluster) {
        RandomGenerator random = cluster.random();
        Id rid = Town.id(0x40 + random.nextInt(RECORDS));
        Id gid = Town.id(0x50 + random.nextInt(GRANTS));
        return switch (random.nextInt(8)) {
            case 0 -> transaction(cluster, "city gateway", Town.record(rid, Town.CID));
            case 1, 2 -> transaction(cluster, "patient", new HealthCommand.Grant(gid, Town.SID, terms(random)));
            case 3 -> transaction(cluster, "patient", new HealthCommand.Revoke(gid));
            default ->
                transaction(cluster, "rural gateway", Town.access(random.nextInt(10_000), new Basis.ByGrant(gid), rid));
        };
    }

    private static Transaction transaction(TestCluster cluster, String sender, HealthCommand command) {
        return cluster.transaction(cluster.signer(sender), command.encoded());
    }

    private static GrantTerms terms(RandomGenerator random) {
        boolean isDenial = random.nextInt(6) == 0;
        return new GrantTerms(
                isDenial ? Effect.DENY : Effect.PERMIT,
                Town.RURAL_STAFF,
                new Scope.WholeSubject(),
                EnumSet.of(Purpose.TREAT),
                0,
                Long.MAX_VALUE,
                isDenial ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(2)),
                random.nextBoolean(),
                false);
    }

    /** Returns how many accesses there were. */
    private static int requireDecisionsOfTheTable(List<CommittedBlock> chain) throws MalformedException {
        AccessOracle oracle = new AccessOracle();
        int accesses = 0;
        for (CommittedBlock block : chain) {
            long time = block.block().header().timeMicros();
            for (CommittedTransaction result : block.results()) {
                Transaction transaction = block.block().transactions().get(result.index());
                if (transaction.pluginId() != HealthStateMachine.ID || !result.applied()) {
                    continue;
                }
                HealthCommand command = HealthCommand.decode(transaction.payload());
                if (command instanceof HealthCommand.Access access) {
                    accesses++;
                    assertThat(Decision.decode(result.output()))
                            .isEqualTo(oracle.decide(block.height(), time, transaction.sender(), access));
                } else {
                    oracle.applied(block.height(), time, command);
                }
            }
        }
        return accesses;
    }

    private static List<HealthEntry> logOfThePatient(Ledger ledger) throws MalformedException {
        HealthQuery query = new HealthQuery.ListEntries(
                HealthQuery.Index.ACCESSES_OF_SUBJECT, Town.SID, Optional.empty(), HealthQuery.MAX_PAGE);
        Bytes answer = ledger.query(HealthStateMachine.ID, query.encoded());
        return ((HealthAnswer.Page) HealthAnswer.decode(answer)).entries();
    }
}
