package dev.quire.health;

import static dev.quire.testkit.Consensus.PBFT;
import static dev.quire.testkit.Consensus.RAFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.FaultKind;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.TestCluster;
import dev.quire.testkit.TestNode;
import dev.quire.testkit.junit.LedgerTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;

/**
 * Hospitals, and a patient who gives and takes permissions, on clusters in which much goes wrong: every command must have
 * come to what the {@link Tables} have for the order that the chain gave to the commands, and every access be in the
 * patient's log.
 */
class HealthClusterTest implements PluginUnderTest {
    private static final int RECORDS = 3;
    private static final int GRANTS = 4;
    /** Fewer are somebody's look at single ones. */
    private static final int MANY_SEEDS = 50;

    private static final Map<Decision, Integer> DECIDED = new ConcurrentHashMap<>();
    private static final AtomicInteger SEEDS = new AtomicInteger();

    @Override
    public StateMachine newStateMachine() {
        return new HealthStateMachine();
    }

    @Override
    public Bytes genesisPayload(Function<String, Signer> signers) {
        return new Scribe(new Cast(signers), Hash.ZERO).genesis().encoded();
    }

    /** Else the storms would show nothing: an access that comes too early or under no permission is easily decided. */
    @AfterAll
    static void allWasDecided() {
        if (SEEDS.get() >= MANY_SEEDS) {
            assertThat(DECIDED)
                    .containsKeys(Decision.PERMITTED, Decision.NOT_PERMITTED, Decision.ENDED, Decision.USED_UP);
        }
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
        Ledger ledger = cluster.anyNode().orElseThrow().ledger();
        Scribe scribe = new Scribe(new Cast(cluster::signer), ledger.chainId());
        settleTown(cluster, scribe);
        cluster.storm(node -> {
            node.send(next(cluster, scribe));
            node.send(next(cluster, scribe));
        });
        Tables tables = new Tables(scribe.genesis(), scribe.chainId(), (key, message, signature) -> true);
        for (CommittedBlock block : cluster.chain()) {
            require(block, tables);
        }
        for (TestNode node : cluster.nodes()) {
            if (!node.isLiar()) {
                assertThat(logOfThePatient(node.ledger())).hasSize((int) tables.accesses());
            }
        }
        SEEDS.incrementAndGet();
    }

    private static void settleTown(TestCluster cluster, Scribe scribe) {
        long until = ChronoUnit.MICROS.between(Instant.EPOCH, cluster.now()) + 60 * Scribe.DAY;
        commit(cluster, "rural controller", scribe.credential(Town.DOCTOR, "doctor", until, Role.ATTENDING));
        commit(cluster, "city gateway", scribe.subject(Town.SID, Town.CITY, "patient"));
    }

    private static void commit(TestCluster cluster, String sender, HealthCommand command) {
        Ledger ledger = cluster.anyNode().orElseThrow().ledger();
        CommittedTransaction committed = cluster.await(ledger.commit(transaction(cluster, sender, command)));
        assertThat(committed.applied()).as("%s", command).isTrue();
    }

    private static Transaction next(TestCluster cluster, Scribe scribe) {
        RandomGenerator random = cluster.random();
        Id rid = Town.id(0x40 + random.nextInt(RECORDS));
        Id gid = Town.id(0x50 + random.nextInt(GRANTS));
        Id eid = Town.id(0x5c + random.nextInt(GRANTS));
        return switch (random.nextInt(11)) {
            case 0 -> transaction(cluster, "city gateway", scribe.record(rid, Town.CID));
            case 1 -> transaction(cluster, "city gateway", scribe.record(Town.ALLERGY, Town.ESSENTIALS));
            case 2, 3 ->
                transaction(
                        cluster, "patient", new GrantCommand.Grant(gid, Town.SID, terms(cluster), Optional.empty()));
            case 4 -> transaction(cluster, "patient", new GrantCommand.Revoke(gid));
            case 5 -> transaction(cluster, "rural gateway", new GrantCommand.EndByEncounter(Town.TAG));
            case 6 -> transaction(cluster, "rural gateway", scribe.breakGlass(eid, Town.SID, Town.DOCTOR));
            case 7 -> transaction(cluster, "rural gateway", inEmergency(random.nextInt(10_000), eid));
            default ->
                transaction(cluster, "rural gateway", Town.access(random.nextInt(10_000), new Basis.ByGrant(gid), rid));
        };
    }

    private static HealthCommand inEmergency(int number, Id eid) {
        return Town.access(
                number, new Basis.ByEmergency(eid), AccessKind.VIEW, Purpose.ETREAT, Town.DOCTOR, Town.ALLERGY);
    }

    private static Transaction transaction(TestCluster cluster, String sender, HealthCommand command) {
        return cluster.transaction(cluster.signer(sender), command.encoded());
    }

    private static GrantTerms terms(TestCluster cluster) {
        RandomGenerator random = cluster.random();
        GrantDraft draft = new GrantDraft(0)
                .cids(Town.CID, Town.ESSENTIALS)
                .from(ChronoUnit.MICROS.between(Instant.EPOCH, cluster.now()) - Town.HOUR)
                .until(ChronoUnit.MICROS.between(Instant.EPOCH, cluster.now()) + Scribe.DAY);
        if (random.nextInt(6) == 0) {
            return draft.deny().build();
        }
        draft.uses(1 + random.nextInt(2));
        if (random.nextBoolean()) {
            draft.includeNew();
        }
        return random.nextInt(3) == 0 ? draft.encounter(Town.TAG).build() : draft.build();
    }

    private static void require(CommittedBlock block, Tables tables) throws MalformedException {
        long time = block.block().header().timeMicros();
        for (CommittedTransaction result : block.results()) {
            Transaction transaction = block.block().transactions().get(result.index());
            if (transaction.pluginId() == HealthStateMachine.ID) {
                HealthCommand command = HealthCommand.decode(transaction.payload());
                Outcome outcome =
                        result.applied() ? Outcome.applied(result.output()) : Outcome.refused(result.outcomeCode());
                tables.require(block.height(), time, transaction.sender(), command, outcome)
                        .decision()
                        .ifPresent(decision -> DECIDED.merge(decision, 1, Integer::sum));
            }
        }
    }

    private static List<HealthEntry> logOfThePatient(Ledger ledger) throws MalformedException {
        HealthQuery query = HealthQuery.ListEntries.of(EntryIndex.ACCESSES_OF_SUBJECT, Town.SID);
        Bytes answer = ledger.query(HealthStateMachine.ID, query.encoded());
        return ((HealthAnswer.Page) HealthAnswer.decode(answer)).entries();
    }
}
