package dev.quire.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One honest member with its engine, keeping the seven guarantees of the runtime over a simulated disk. */
final class SimNode {
    private final SimCluster cluster;
    private final int number;
    private final SimDisk disk = new SimDisk();
    private SimGuard guard = new SimGuard(disk, true);
    /** Counts starts: what was scheduled before a crash finds nobody. */
    private int incarnation;

    private Optional<PbftEngine> engine = Optional.empty();
    /** Executed blocks: the last certificate's height by hash. */
    private final Map<Hash, Long> forks = new HashMap<>();

    private final Map<Long, Long> openReads = new HashMap<>();
    private Optional<Certificate> certificate = Optional.empty();
    private long committed;
    private long scheduledTick;
    private long executionFree;
    private long diskFree;
    private long nextRead;

    SimNode(SimCluster cluster, int number) {
        this.cluster = cluster;
        this.number = number;
    }

    int number() {
        return number;
    }

    boolean isUp() {
        return engine.isPresent();
    }

    PbftEngine engine() {
        return engine.orElseThrow();
    }

    long committedHeight() {
        return committed;
    }

    Hash hashAt(long height) {
        return disk.hashAt(height);
    }

    Optional<Certificate> certificate() {
        return certificate;
    }

    @Override
    public String toString() {
        return "n" + number;
    }

    void start() {
        incarnation++;
        guard = new SimGuard(disk, incarnation == 1 && !disk.isRecovering());
        committed = disk.commitMark();
        certificate = disk.certificate();
        forks.clear();
        forks.put(TestBlocks.GENESIS, 0L);
        disk.entries(1, disk.lastHeight()).forEach(entry -> executed(entry.block()));
        disk.openPrepared().ifPresent(prepared -> executed(prepared.block()));
        openReads.clear();
        executionFree = 0;
        diskFree = 0;
        scheduledTick = 0;
        EngineStart start = new EngineStart(
                TestBlocks.key(number),
                TestBlocks.CHAIN,
                cluster.members(),
                disk.hardState(),
                committed,
                disk.hashAt(committed),
                List.of(),
                disk.entries(committed + 1, disk.lastHeight()),
                disk.openPrepared(),
                List.of(),
                certificate,
                disk.isRecovering(),
                cluster.random());
        engine = Optional.of(new PbftEngine(cluster.now(), start, cluster.config(), cluster.rules()));
        step(new Input.Tick());
    }

    private void executed(Block block) {
        forks.put(block.hash(), block.header().lastCertHeight());
    }

    void crash() {
        engine = Optional.empty();
        disk.losePower(cluster.random());
    }

    /** It is down, and its disk is gone. */
    void loseDisk() {
        disk.lose();
    }

    boolean isRecovering() {
        return disk.isRecovering();
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
        engine().step(cluster.now(), input).forEach(this::run);
        long deadline = engine().nextDeadlineMicros();
        if (deadline != scheduledTick && deadline != Long.MAX_VALUE) {
            scheduledTick = deadline;
            later(Math.max(0, deadline - cluster.now()), new Input.Tick());
        }
    }

    private void later(long delayMicros, Input input) {
        later(delayMicros, () -> step(input));
    }

    private void later(long delayMicros, Runnable action) {
        int then = incarnation;
        cluster.later(delayMicros, () -> {
            if (then == incarnation && isUp()) {
                action.run();
            }
        });
    }

    private void run(Effect effect) {
        if (effect instanceof Effect.Persist persist) {
            persist(persist);
        } else if (effect instanceof Effect.Send send) {
            cluster.send(number, TestBlocks.index(send.to()), (PbftMessage) send.message());
        } else if (effect instanceof Effect.Build build) {
            build(build);
        } else if (effect instanceof Effect.Validate validate) {
            validate(validate);
        } else if (effect instanceof Effect.CastVote cast) {
            cast(cast);
        } else if (effect instanceof Effect.Committed commit) {
            commit(commit);
        } else if (effect instanceof Effect.CertificateFormed formed) {
            cluster.invariants().certified(formed.certificate());
            disk.keep(formed.certificate());
            certificate = Optional.of(formed.certificate());
        } else if (effect instanceof Effect.LoadBlocks load) {
            load(load);
        } else if (effect instanceof Effect.FindBlock find) {
            Optional<Block> found = disk.openBlock(find.height(), find.blockHash());
            later(cluster.random().nextLong(1, 5_000), new Input.BlockFound(find.requestId(), found));
        } else if (effect instanceof Effect.AnswerRead answer) {
            long atLeast = openReads.remove(answer.requestId());
            answer.height().ifPresent(height -> {
                cluster.count("reads answered");
                assertThat(height).as("read index at %s", this).isGreaterThanOrEqualTo(atLeast);
            });
        } else if (effect instanceof Effect.EndRecovery end) {
            endRecovery(end);
        } else if (effect instanceof Effect.EvidenceFound found) {
            cluster.count("evidence");
            cluster.invariants().evidence(found.evidence());
        } else if (effect instanceof Effect.Halt halt) {
            throw new AssertionError(this + " halts: " + halt.why());
        }
    }

    private void cast(Effect.CastVote cast) {
        Vote vote = cast.vote();
        keepsToItsHeight(vote);
        assertThat(disk.isRecovering())
                .as("%s recovers and asks for %s", this, vote)
                .isFalse();
        boolean allowed = guard.allows(vote) || (cluster.isGuardOff() && vote.kind() != VoteKind.PROPOSE);
        if (allowed) {
            cluster.invariants().signed(number, vote);
            cluster.count(vote.kind().name());
            cluster.signed(this, vote.kind());
        } else {
            cluster.count("votes refused");
        }
        later(
                cluster.random().nextLong(1, 1_000),
                new Input.VoteCast(
                        cast.requestId(), allowed ? Optional.of(TestBlocks.sign(number, vote)) : Optional.empty()));
    }

    /** It votes above what it has committed, nowhere else; only a proposal may stand on what it prepared durably. */
    private void keepsToItsHeight(Vote vote) {
        boolean early = vote.kind() == VoteKind.PROPOSE && vote.height() == committed + 2;
        if (early) {
            cluster.count("early proposals");
            assertThat(disk.prepared())
                    .as("%s proposes %s on what it has prepared durably", this, vote)
                    .hasValueSatisfying(below -> {
                        assertThat(below.height()).isEqualTo(vote.height() - 1);
                        assertThat(below.view()).isEqualTo(vote.view());
                    });
        } else if (vote.kind() != VoteKind.STATUS) {
            assertThat(vote.height())
                    .as("%s has committed height %s and votes %s", this, committed, vote)
                    .isEqualTo(committed + 1);
        }
    }

    private void commit(Effect.Committed commit) {
        assertThat(commit.height()).as("%s commits in order", this).isEqualTo(committed + 1);
        Block durable = disk.entry(commit.height()).orElseThrow().block();
        assertThat(durable.hash())
                .as("durable at %s when it commits height %s", this, commit.height())
                .isEqualTo(commit.blockHash());
        assertThat(hasItsBody(durable))
                .as("%s commits height %s with the body of its header", this, commit.height())
                .isTrue();
        committed = commit.height();
        cluster.committed(number, commit.height(), commit.blockHash());
        if (cluster.random().nextInt(4) == 0) {
            disk.flushed(commit.height());
        }
        later(cluster.random().nextLong(1, 3_000), new Input.AppliedUpTo(commit.height()));
    }

    private void load(Effect.LoadBlocks load) {
        List<Entry> entries =
                disk.entries(load.fromHeight(), Math.min(load.toHeight(), load.fromHeight() + cluster.loadLimit()));
        Optional<Certificate> stored = disk.certificate()
                .filter(one -> one.height() >= load.fromHeight() && one.height() < load.fromHeight() + entries.size());
        later(cluster.random().nextLong(1, 5_000), new Input.BlocksLoaded(load.requestId(), entries, stored));
    }

    private void persist(Effect.Persist persist) {
        disk.write(persist);
        diskFree = Math.max(diskFree, cluster.now())
                + cluster.random().nextLong(1, cluster.faults().maxSyncMicros());
        later(diskFree - cluster.now(), () -> {
            disk.syncNext();
            step(new Input.Persisted(persist.requestId()));
        });
    }

    private void endRecovery(Effect.EndRecovery end) {
        disk.write(end);
        diskFree = Math.max(diskFree, cluster.now())
                + cluster.random().nextLong(1, cluster.faults().maxSyncMicros());
        later(diskFree - cluster.now(), () -> {
            disk.syncNext();
            cluster.count("recoveries");
            step(new Input.RecoveryEnded(end.requestId(), List.of()));
        });
    }

    private long executionDelay(long maxMicros) {
        executionFree =
                Math.max(executionFree, cluster.now()) + cluster.random().nextLong(1, maxMicros);
        return executionFree - cluster.now();
    }

    private void build(Effect.Build build) {
        assertThat(forks).as("%s builds on a known parent", this).containsKey(build.parentHash());
        Optional<Block> block = Optional.empty();
        if (cluster.hasWork() || build.allowEmpty()) {
            Optional<Certificate> newer = certificate.filter(
                    one -> one.height() <= build.parentHeight() && one.height() > forks.get(build.parentHash()));
            block = Optional.of(TestBlocks.block(
                    build.parentHash(), build.parentHeight() + 1, cluster.nextMark(), number, Hash.ZERO, newer));
            executed(block.get());
        }
        later(executionDelay(cluster.faults().maxBuildMicros()), new Input.ProposalBuilt(build.requestId(), block));
    }

    private void validate(Effect.Validate validate) {
        later(executionDelay(5_000), () -> {
            boolean early = validate.fresh()
                    && cluster.random().nextDouble() < cluster.faults().notYet();
            Verdict verdict = early ? new Verdict.NotYet(20_000) : verdict(validate);
            if (verdict instanceof Verdict.Valid) {
                executed(validate.block());
            }
            step(new Input.BlockValidated(validate.requestId(), verdict));
        });
    }

    private Verdict verdict(Effect.Validate validate) {
        BlockHeader header = validate.block().header();
        Optional<PublicKey> leader = validate.leader();
        if (!forks.containsKey(header.previousHash())) {
            return new Verdict.Invalid(1, "parent " + header.previousHash() + " unknown");
        }
        if (leader.isPresent() && !leader.get().equals(header.proposer())) {
            return new Verdict.Invalid(7, "not built by the leader");
        }
        if (!hasItsBody(validate.block())) {
            return new Verdict.Invalid(13, "the certificate is missing, or the parent names it already");
        }
        return header.stateRoot().equals(TestBlocks.WRONG_ROOT)
                ? new Verdict.Diverged(0, "another root")
                : new Verdict.Valid();
    }

    /** The certificate is there if, and only if, the parent names an older one. */
    private boolean hasItsBody(Block block) {
        BlockHeader header = block.header();
        return header.lastCertHeight() > forks.get(header.previousHash())
                == block.lastCertificate().isPresent();
    }
}
