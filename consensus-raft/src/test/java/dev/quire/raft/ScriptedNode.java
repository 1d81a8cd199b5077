package dev.quire.raft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One member of a scenario: its engine, its disk, and answers at once to all that it asks, unless they are held back. */
final class ScriptedNode {
    private final int number;
    private final ScriptedCluster cluster;
    private final SimDisk disk = new SimDisk();
    private final Deque<Input> waiting = new ArrayDeque<>();
    private Optional<RaftEngine> engine = Optional.empty();
    private long nowMicros;
    private boolean diskHeld;
    private boolean refuses;
    private int work;
    private long committedHeight;
    private long appliedHeight;
    private EngineStatus.Role role = EngineStatus.Role.FOLLOWER;
    private long roleTerm = -1;

    ScriptedNode(ScriptedCluster cluster, int number) {
        this.cluster = cluster;
        this.number = number;
    }

    PublicKey key() {
        return TestBlocks.key(number);
    }

    @Override
    public String toString() {
        return "n" + number;
    }

    boolean isUp() {
        return engine.isPresent();
    }

    /** Before its first start: what an earlier life left on its disk. */
    void setLog(long term, long... terms) {
        disk.write(
                new Effect.Persist(1, Optional.of(new HardState(term, Optional.empty())), TestBlocks.chain(terms), 0));
        disk.syncNext();
    }

    void start(boolean recovering) {
        long committed = disk.commitMark();
        EngineStart start = new EngineStart(
                key(),
                TestBlocks.CHAIN,
                cluster.members(),
                disk.hardState(),
                committed,
                disk.hashAt(committed),
                disk.terms(),
                disk.entries(committed + 1, disk.lastHeight()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                recovering,
                new SplittableRandom(number));
        engine = Optional.of(new RaftEngine(nowMicros, start, RaftConfig.defaults(), CommitRule.OWN_TERM));
        work = 0;
        committedHeight = committed;
        appliedHeight = committed;
        sayRole();
    }

    /** The power goes; what was not synced is lost. */
    void crash() {
        engine = Optional.empty();
        waiting.clear();
        diskHeld = false;
        disk.loseUnsynced();
    }

    void forgetHead() {
        disk.forgetHardState();
    }

    void forgetFrom(long height) {
        disk.forgetFrom(height);
    }

    void holdDisk() {
        diskHeld = true;
    }

    void releaseDisk() {
        diskHeld = false;
        drain();
    }

    void refuse() {
        refuses = true;
    }

    void addWork() {
        work++;
        step(new Input.WorkWaiting(false));
    }

    /** Moves its clock to its next deadline. */
    void timeOut() {
        nowMicros = Math.max(nowMicros, engine.orElseThrow().nextDeadlineMicros());
        step(new Input.Tick());
    }

    /** Moves its clock by so much, or back; the runtime never lets the engine see that. */
    void pass(long micros) {
        nowMicros += micros;
        step(new Input.Tick());
    }

    void step(Input input) {
        if (!isUp()) {
            return;
        }
        waiting.add(input);
        drain();
    }

    private void drain() {
        for (Deque<Input> held = new ArrayDeque<>(); ; ) {
            Input next = waiting.poll();
            if (next == null) {
                waiting.addAll(held);
                return;
            }
            if (diskHeld && (next instanceof Input.Persisted || next instanceof Input.RecoveryEnded)) {
                held.add(next);
            } else {
                take(next);
            }
        }
    }

    private void take(Input input) {
        if (input instanceof Input.Persisted) {
            disk.syncNext();
        }
        List<Effect> effects = engine.orElseThrow().step(nowMicros, input);
        sayRole();
        effects.forEach(this::run);
        apply();
    }

    /** What is committed and on the own disk is applied. */
    private void apply() {
        long height = Math.min(committedHeight, disk.lastHeight());
        if (isUp() && height > appliedHeight) {
            appliedHeight = height;
            disk.applied(height);
            waiting.add(new Input.AppliedUpTo(height));
        }
    }

    private void sayRole() {
        EngineStatus status = engine.orElseThrow().status();
        if (status.role() != role || (status.role() == EngineStatus.Role.LEADER && status.term() != roleTerm)) {
            cluster.say(this + " is " + status.role() + " in term " + status.term());
            if (status.role() == EngineStatus.Role.LEADER) {
                cluster.leads(this, status.term());
            }
        }
        role = status.role();
        roleTerm = status.term();
    }

    private void run(Effect effect) {
        if (effect instanceof Effect.Send send) {
            cluster.post(this, send.to(), (RaftMessage) send.message());
        } else if (effect instanceof Effect.Persist persist) {
            disk.write(persist);
            waiting.add(new Input.Persisted(persist.requestId()));
        } else if (effect instanceof Effect.Validate validate) {
            Verdict verdict = refuses ? new Verdict.Invalid(1, "as the scenario says") : new Verdict.Valid();
            waiting.add(new Input.BlockValidated(validate.requestId(), verdict));
        } else if (effect instanceof Effect.Build build) {
            build(build);
        } else if (effect instanceof Effect.Committed committed) {
            cluster.say(this + " commits " + committed.height());
            cluster.committed(this, committed.height(), committed.blockHash());
            committedHeight = committed.height();
        } else if (effect instanceof Effect.AnswerRead answer) {
            cluster.say(this + " reads "
                    + (answer.height().isPresent() ? "at " + answer.height().getAsLong() : "nothing: try again"));
        } else {
            runRare(effect);
        }
    }

    private void runRare(Effect effect) {
        if (effect instanceof Effect.LoadBlocks load) {
            List<Entry> entries = disk.entries(load.fromHeight(), Math.min(load.toHeight(), disk.lastHeight()));
            waiting.add(new Input.BlocksLoaded(load.requestId(), entries, Optional.empty()));
        } else if (effect instanceof Effect.CastVote cast) {
            waiting.add(new Input.VoteCast(
                    cast.requestId(),
                    Optional.of(TestBlocks.sign(key(), cast.vote().signingBytes()))));
        } else if (effect instanceof Effect.EndRecovery end) {
            cluster.say(this + " has recovered");
            waiting.add(new Input.RecoveryEnded(end.requestId(), disk.terms()));
        } else if (effect instanceof Effect.CertificateFormed formed) {
            cluster.say(this + " has a certificate for " + formed.certificate().height());
        } else if (effect instanceof Effect.Halt halt) {
            cluster.say(this + " halts: " + halt.why().replaceAll("[0-9a-f]{64}", "..."));
            crash();
        }
    }

    private void build(Effect.Build build) {
        Optional<Block> block = Optional.empty();
        if (work > 0 || build.allowEmpty()) {
            work = Math.max(0, work - 1);
            block = Optional.of(
                    TestBlocks.block(build.parentHash(), build.parentHeight() + 1, cluster.nextMark(), key()));
        }
        waiting.add(new Input.ProposalBuilt(build.requestId(), block));
        if (work > 0) {
            waiting.add(new Input.WorkWaiting(false));
        }
    }

    /** Role, term, and the terms of its log as its disk has it. */
    String status() {
        if (!isUp()) {
            return this + " is down";
        }
        EngineStatus status = engine.orElseThrow().status();
        List<String> log = new ArrayList<>();
        disk.entries(1, disk.lastHeight()).forEach(entry -> log.add(String.valueOf(entry.term())));
        return "%s %s term %d committed %d log [%s]"
                .formatted(this, status.role(), status.term(), status.committedHeight(), String.join(" ", log));
    }
}
