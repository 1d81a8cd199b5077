package dev.quire.internal.runtime;

import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.MessageCodec;
import dev.quire.spi.net.Transport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the engine: feeds it inputs one at a time and starts its effects in list order. Results come back through the
 * mailbox, never inside a step.
 */
final class ConsensusLoop implements Loop {
    private static final Logger log = LoggerFactory.getLogger(ConsensusLoop.class);
    private static final int MAX_STEPS_PER_TURN = 64;
    /** Of one peer. */
    private static final int MAX_PEER_MESSAGES = 1024;
    /** Of one peer; several times what p2p lets wait on its other side. */
    private static final long MAX_PEER_BYTES = 32L << 20;

    private final ConsensusEngine engine;
    private final MessageCodec codec;
    private final Transport transport;
    private final JournalLoop journal;
    private final ExecutionLoop execution;
    private final VoteGuard guard;
    private final CommitGate gate;
    private final ReadBarriers barriers;
    private final TransactionRelay relay;
    private final LostBlocks lostBlocks;
    private final DivergenceInquiry inquiry;
    private final StatusBoard board;
    private final Certificates certificates;
    private final Optional<OverdueWork> overdue;
    private final HandOver handOver;
    private final LeaderNews leaderNews;
    private final Optional<SnapshotLoop> snapshots;
    private final TimeSource time;
    private final Mailbox<Input> inputs = new Mailbox<>(MAX_PEER_MESSAGES, MAX_PEER_BYTES);
    private final ConcurrentLinkedQueue<CommitGate.Ready> appliedBlocks = new ConcurrentLinkedQueue<>();
    private Optional<PendingHalt> halting = Optional.empty();
    private long lastNowMicros;

    /**
     * What the loop's effects go to.
     *
     * @param overdue where a leader can be suspected of leaving transactions out
     */
    record Neighbours(
            JournalLoop journal,
            ExecutionLoop execution,
            VoteGuard guard,
            CommitGate gate,
            ReadBarriers barriers,
            TransactionRelay relay,
            LostBlocks lostBlocks,
            DivergenceInquiry inquiry,
            StatusBoard board,
            Certificates certificates,
            Optional<OverdueWork> overdue,
            HandOver handOver,
            LeaderNews leaderNews,
            Optional<SnapshotLoop> snapshots) {}

    ConsensusLoop(ConsensusEngine engine, MessageCodec codec, NodePorts ports, Neighbours neighbours) {
        this.engine = engine;
        this.codec = codec;
        this.transport = ports.transport();
        this.time = ports.time();
        this.journal = neighbours.journal();
        this.execution = neighbours.execution();
        this.guard = neighbours.guard();
        this.gate = neighbours.gate();
        this.barriers = neighbours.barriers();
        this.relay = neighbours.relay();
        this.lostBlocks = neighbours.lostBlocks();
        this.inquiry = neighbours.inquiry();
        this.board = neighbours.board();
        this.certificates = neighbours.certificates();
        this.overdue = neighbours.overdue();
        this.handOver = neighbours.handOver();
        this.leaderNews = neighbours.leaderNews();
        this.snapshots = neighbours.snapshots();
        barriers.onArrival(this::wake);
        inquiry.onNews(this::wake);
        lostBlocks.onNews(this::wake);
        board.engine(engine.status());
    }

    /** An input of the node's own making; never dropped. Any thread. */
    void put(Input input) {
        inputs.put(input);
    }

    /** Reads or transactions arrived at the loop's helpers. Any thread. */
    void wake() {
        inputs.wake();
    }

    /** A block is committed, durable and applied here. Any thread. */
    void applied(long height, Hash blockHash) {
        appliedBlocks.add(new CommitGate.Ready(height, blockHash));
        inputs.put(new Input.AppliedUpTo(height));
    }

    /** What the engine has committed up to, or somewhat less. Any thread. */
    long committedHeight() {
        return board.engine().committedHeight();
    }

    /**
     * A peer's message; false if too many of that peer wait. Any thread.
     *
     * @param bytes of its frame
     */
    boolean offer(Input.MessageReceived message, long bytes) {
        return inputs.offer(message.from(), bytes, message);
    }

    @Override
    public String name() {
        return "consensus";
    }

    @Override
    public boolean doWork() {
        boolean worked = false;
        for (int steps = 0; steps < MAX_STEPS_PER_TURN && halting.isEmpty(); steps++) {
            Input input = inputs.poll();
            if (input == null) {
                break;
            }
            step(input);
            worked = true;
        }
        long now = now();
        inquiry.ask(now);
        if (halting.isPresent()) {
            halting.get().stopIfDue(now);
            return false;
        }
        if (now >= engine.nextDeadlineMicros()) {
            step(new Input.Tick());
            worked = true;
        }
        worked |= barriers.submitAndExpire(now, this::put);
        lostBlocks.ask(now);
        EngineStatus status = engine.status();
        leaderNews.look(now, status);
        relay.forward(now, status.leader());
        handOver.due(now, status).ifPresent(heir -> step(new Input.TransferAsked(heir)));
        return suspect(now, status) || worked;
    }

    private boolean suspect(long now, EngineStatus status) {
        Optional<Input> suspicion = overdue.flatMap(work -> work.look(now, status.term()));
        suspicion.ifPresent(input -> {
            relay.remind();
            step(input);
        });
        return suspicion.isPresent();
    }

    private void step(Input input) {
        if (input instanceof Input.Persisted persisted) {
            guard.persisted(persisted.requestId());
            apply(gate.persisted(persisted.requestId()));
        } else if (input instanceof Input.AppliedUpTo applied) {
            noteApplied(applied.height());
        } else if (input instanceof Input.RecoveryEnded) {
            guard.recovering(false);
        }
        List<Effect> effects = engine.step(now(), input);
        for (Effect effect : effects) {
            perform(effect);
        }
        board.engine(engine.status());
    }

    // The engine's clock never goes backwards, whatever the machine's does.
    private long now() {
        lastNowMicros = Math.max(lastNowMicros, time.monotonicMicros());
        return lastNowMicros;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            transport.send(send.to(), codec.encode(send.message()));
        } else if (effect instanceof Effect.Persist persist) {
            gate.persisting(persist);
            guard.persisting(persist);
            journal.persist(persist, requestId -> put(new Input.Persisted(requestId)));
        } else if (effect instanceof Effect.Validate validate) {
            execution.validate(validate, verdict -> put(new Input.BlockValidated(validate.requestId(), verdict)));
        } else if (effect instanceof Effect.Build build) {
            execution.build(build, block -> put(new Input.ProposalBuilt(build.requestId(), block)));
        } else if (effect instanceof Effect.Committed committed) {
            apply(gate.committed(committed.height(), committed.blockHash()));
        } else if (effect instanceof Effect.CastVote cast) {
            put(new Input.VoteCast(cast.requestId(), guard.cast(cast.vote())));
        } else if (effect instanceof Effect.CertificateFormed formed) {
            journal.keep(formed.certificate());
            execution.certify(formed.certificate());
        } else if (effect instanceof Effect.LoadBlocks load) {
            journal.load(
                    load.fromHeight(),
                    load.toHeight(),
                    load.maxBytes(),
                    entries -> put(new Input.BlocksLoaded(load.requestId(), entries, certificateOf(entries))));
        } else if (effect instanceof Effect.FindBlock find) {
            journal.findOpen(
                    find.height(), find.blockHash(), block -> put(new Input.BlockFound(find.requestId(), block)));
        } else if (effect instanceof Effect.BlocksGone gone) {
            snapshots.ifPresent(loop -> loop.gone(gone.peer()));
        } else if (effect instanceof Effect.AnswerRead answer) {
            barriers.answered(answer.requestId(), answer.height());
        } else if (effect instanceof Effect.StatusChanged changed) {
            statusChanged(changed.status());
        } else if (effect instanceof Effect.EndRecovery end) {
            journal.endRecovery(terms -> put(new Input.RecoveryEnded(end.requestId(), terms)));
        } else if (effect instanceof Effect.EvidenceFound found) {
            journal.keep(found.evidence());
        } else if (effect instanceof Effect.Halt halt) {
            halt(halt.why());
        }
    }

    private void halt(String why) {
        log.error("this node must stop: {}", why);
        PendingHalt pending = new PendingHalt(why, now(), inquiry);
        halting = Optional.of(pending);
        journal.then(() -> {
            pending.evidenceIsKept();
            wake();
        });
    }

    private Optional<Certificate> certificateOf(List<Entry> entries) {
        return entries.isEmpty()
                ? Optional.empty()
                : certificates.newestWithin(
                        entries.get(0).height(), entries.get(entries.size() - 1).height());
    }

    private void apply(List<CommitGate.Ready> ready) {
        for (CommitGate.Ready block : ready) {
            execution.commit(block.blockHash());
        }
    }

    private void noteApplied(long height) {
        CommitGate.Ready block = appliedBlocks.remove();
        if (block.height() != height) {
            throw new BrokenInvariantException("applied height " + height + " was announced as " + block.height());
        }
        guard.applied(height, block.blockHash());
        barriers.applied(height);
    }

    private void statusChanged(EngineStatus status) {
        board.engine(status);
        leaderNews.look(now(), status);
        execution.proposalsMayBeLost();
    }

    @Override
    public long nextWakeMicros() {
        if (halting.isPresent()) {
            return Math.min(halting.get().deadlineMicros(), inquiry.nextDeadlineMicros());
        }
        long own = Math.min(engine.nextDeadlineMicros(), barriers.nextDeadlineMicros());
        long asked = Math.min(relay.nextDeadlineMicros(), lostBlocks.nextDeadlineMicros());
        long look = overdue.map(OverdueWork::nextLookMicros).orElse(Long.MAX_VALUE);
        return Math.min(Math.min(own, inquiry.nextDeadlineMicros()), Math.min(asked, look));
    }

    @Override
    public void onArrival(Runnable waker) {
        inputs.onArrival(waker);
    }
}
