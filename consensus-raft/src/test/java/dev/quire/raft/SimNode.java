package dev.quire.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One member with its engine, keeping the seven guarantees of the runtime over a simulated disk. */
final class SimNode {
    private final MiniCluster cluster;
    private final int number;
    private final SimDisk disk = new SimDisk();
    private final Map<Long, Hash> sealed = new HashMap<>();
    /** Counts starts: what was scheduled before a crash finds nobody. */
    private int incarnation;

    private boolean recovering;
    private boolean decayed;

    private Optional<RaftEngine> engine = Optional.empty();
    private final TreeMap<Long, Hash> log = new TreeMap<>();
    private final Set<Hash> forks = new HashSet<>();
    private final Map<Long, Long> openReads = new HashMap<>();
    private Optional<Certificate> certificate = Optional.empty();
    private long committed;
    private long durable;
    private long applied;
    private long scheduledTick;
    private long executionFree;
    private long diskFree;
    private int work;
    private long nextRead;

    SimNode(MiniCluster cluster, int number) {
        this.cluster = cluster;
        this.number = number;
    }

    int number() {
        return number;
    }

    PublicKey key() {
        return TestBlocks.key(number);
    }

    SimDisk disk() {
        return disk;
    }

    boolean isUp() {
        return engine.isPresent();
    }

    RaftEngine engine() {
        return engine.orElseThrow();
    }

    long committedHeight() {
        return committed;
    }

    Optional<Certificate> certificate() {
        return certificate;
    }

    Hash logHashAt(long height) {
        return log.get(height);
    }

    @Override
    public String toString() {
        return "n" + number;
    }

    private boolean leads() {
        return engine().status().role() == EngineStatus.Role.LEADER;
    }

    void start() {
        incarnation++;
        committed = disk.commitMark();
        applied = committed;
        durable = disk.lastHeight();
        log.clear();
        forks.clear();
        forks.add(TestBlocks.GENESIS);
        disk.entries(1, durable).forEach(entry -> {
            log.put(entry.height(), entry.block().hash());
            forks.add(entry.block().hash());
        });
        openReads.clear();
        work = 0;
        executionFree = 0;
        diskFree = 0;
        scheduledTick = 0;
        EngineStart start = new EngineStart(
                key(),
                TestBlocks.CHAIN,
                cluster.members(),
                disk.hardState(),
                committed,
                disk.hashAt(committed),
                disk.terms(),
                disk.entries(committed + 1, durable),
                Optional.empty(),
                List.of(),
                certificate,
                recovering,
                cluster.random());
        engine = Optional.of(new RaftEngine(cluster.now(), start, cluster.config(), cluster.commitRule()));
        step(new Input.Tick());
    }

    void crash() {
        engine = Optional.empty();
        disk.losePower(cluster.random());
    }

    /** The disk of the node, which is down, loses the head, or an end of the journal, or both. */
    void decay() {
        recovering = true;
        decayed = true;
        int kind = cluster.random().nextInt(3);
        if (kind != 0) {
            disk.forgetHardState();
        }
        if (kind != 1) {
            disk.forgetFrom(cluster.random().nextLong(1, disk.lastHeight() + 2));
        }
    }

    boolean isRecovering() {
        return recovering;
    }

    /** Has it ever lost what it had promised? */
    boolean hasDecayed() {
        return decayed;
    }

    void addWork() {
        if (isUp() && work++ == 0) {
            step(new Input.WorkWaiting(false));
        }
    }

    void read() {
        if (isUp()) {
            nextRead++;
            openReads.put(nextRead, cluster.invariants().highestCommitted());
            step(new Input.ReadRequested(nextRead));
        }
    }

    void step(Input input) {
        if (!isUp()) {
            return;
        }
        List<Effect> effects = engine().step(cluster.now(), input);
        effects.forEach(this::run);
        if (isUp()) {
            cluster.invariants().statusSeen(this, engine().status());
            scheduleTick();
        }
    }

    private void scheduleTick() {
        long deadline = engine().nextDeadlineMicros();
        if (deadline != scheduledTick) {
            scheduledTick = deadline;
            later(Math.max(0, deadline - cluster.now()), new Input.Tick());
        }
    }

    private void later(long delayMicros, Input input) {
        int then = incarnation;
        cluster.later(delayMicros, () -> {
            if (then == incarnation) {
                step(input);
            }
        });
    }

    private void run(Effect effect) {
        if (effect instanceof Effect.Persist persist) {
            persist(persist);
        } else if (effect instanceof Effect.Send send) {
            cluster.send(this, send.to(), (RaftMessage) send.message());
        } else if (effect instanceof Effect.Build build) {
            build(build);
        } else if (effect instanceof Effect.Validate validate) {
            validate(validate);
        } else if (effect instanceof Effect.CastVote cast) {
            Hash earlier = sealed.putIfAbsent(cast.vote().height(), cast.vote().blockHash());
            assertThat(earlier == null ? cast.vote().blockHash() : earlier)
                    .isEqualTo(cast.vote().blockHash());
            assertThat(cast.vote().height()).isLessThanOrEqualTo(applied);
            later(
                    cluster.random().nextLong(1, 2_000),
                    new Input.VoteCast(
                            cast.requestId(),
                            Optional.of(TestBlocks.sign(key(), cast.vote().signingBytes()))));
        } else if (effect instanceof Effect.Committed commit) {
            assertThat(commit.height()).as("%s commits in order", this).isEqualTo(committed + 1);
            committed = commit.height();
            cluster.invariants().committed(commit.height(), commit.blockHash(), cluster.nodes());
            if (leads()) {
                cluster.leaderActed(this);
            }
            apply();
        } else if (effect instanceof Effect.CertificateFormed formed) {
            assertThat(formed.certificate().height()).isLessThanOrEqualTo(committed);
            certificate = Optional.of(formed.certificate());
        } else if (effect instanceof Effect.LoadBlocks load) {
            later(
                    cluster.random().nextLong(1, 5_000),
                    new Input.BlocksLoaded(
                            load.requestId(),
                            disk.entries(load.fromHeight(), Math.min(load.toHeight(), durable)),
                            Optional.empty()));
        } else if (effect instanceof Effect.AnswerRead answer) {
            long atLeast = openReads.remove(answer.requestId());
            answer.height().ifPresent(height -> {
                cluster.count("reads answered");
                assertThat(height).as("read index at %s", this).isGreaterThanOrEqualTo(atLeast);
            });
        } else if (effect instanceof Effect.EndRecovery end) {
            endRecovery(end);
        } else if (effect instanceof Effect.Halt halt) {
            throw new AssertionError(this + " halts: " + halt.why());
        }
    }

    private void persist(Effect.Persist persist) {
        for (Entry entry : persist.entries()) {
            cluster.invariants().appended(entry);
            if (log.containsKey(entry.height())) {
                cluster.count("log conflicts cut");
            }
            log.tailMap(entry.height(), true).clear();
            log.put(entry.height(), entry.block().hash());
        }
        if (!persist.entries().isEmpty() && leads()) {
            cluster.leaderActed(this);
        }
        disk.write(persist);
        afterSync(() -> {
            disk.syncNext();
            durable = disk.lastHeight();
            step(new Input.Persisted(persist.requestId()));
            apply();
        });
    }

    private void afterSync(Runnable action) {
        int then = incarnation;
        diskFree = Math.max(diskFree, cluster.now())
                + cluster.random().nextLong(1, cluster.faults().maxSyncMicros());
        cluster.later(diskFree - cluster.now(), () -> {
            if (then == incarnation && isUp()) {
                action.run();
            }
        });
    }

    private void endRecovery(Effect.EndRecovery end) {
        afterSync(() -> {
            recovering = false;
            cluster.count("recoveries ended");
            step(new Input.RecoveryEnded(end.requestId(), disk.terms()));
        });
    }

    private void apply() {
        long height = Math.min(committed, durable);
        if (height > applied && disk.has(height, log.get(height))) {
            applied = height;
            disk.applied(height);
            later(cluster.random().nextLong(1, 3_000), new Input.AppliedUpTo(height));
        }
    }

    private long executionDelay(long maxMicros) {
        executionFree =
                Math.max(executionFree, cluster.now()) + cluster.random().nextLong(1, maxMicros);
        return executionFree - cluster.now();
    }

    private void build(Effect.Build build) {
        assertThat(forks).as("%s builds on a known parent", this).contains(build.parentHash());
        boolean nothing = (work == 0 && !build.allowEmpty())
                || cluster.random().nextDouble() < cluster.faults().emptyBuild();
        Optional<Block> block = Optional.empty();
        if (!nothing) {
            work = 0;
            block = Optional.of(
                    TestBlocks.block(build.parentHash(), build.parentHeight() + 1, cluster.nextMark(), key()));
            forks.add(block.get().hash());
        }
        long delay = executionDelay(cluster.faults().maxBuildMicros());
        later(delay, new Input.ProposalBuilt(build.requestId(), block));
        if (work > 0) {
            later(delay, new Input.WorkWaiting(false));
        }
    }

    private void validate(Effect.Validate validate) {
        int then = incarnation;
        boolean early = validate.fresh()
                && cluster.random().nextDouble() < cluster.faults().notYet();
        cluster.later(executionDelay(5_000), () -> {
            if (then == incarnation && isUp()) {
                Hash parent = validate.block().header().previousHash();
                boolean parentKnown = forks.contains(parent);
                if (!early && parentKnown) {
                    forks.add(validate.block().hash());
                }
                Verdict verdict = early
                        ? new Verdict.NotYet(20_000)
                        : parentKnown ? new Verdict.Valid() : new Verdict.Invalid(1, "parent " + parent + " unknown");
                step(new Input.BlockValidated(validate.requestId(), verdict));
            }
        });
    }
}
