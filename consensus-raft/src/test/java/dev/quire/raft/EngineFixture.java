package dev.quire.raft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The engine of member 1 in a state of the test's choosing. A test gives it one input and compares the effects; the
 * shortcuts to a state answer whatever the engine asks for on the way.
 */
final class EngineFixture {
    static final PublicKey N1 = TestBlocks.key(1);
    static final PublicKey N2 = TestBlocks.key(2);
    static final PublicKey N3 = TestBlocks.key(3);

    private final int members;
    private final List<Entry> journal;
    private final RaftEngine engine;
    private final List<Entry> built = new ArrayList<>();
    private final List<Long> openPersists = new ArrayList<>();
    private long openBuild;
    private long now = 1_000_000;
    private long marks = 1_000;

    private EngineFixture(
            int members,
            HardState hardState,
            List<Entry> log,
            int committed,
            List<Hash> refused,
            boolean recovering,
            RaftConfig config) {
        this.members = members;
        journal = log;
        List<TermRun> terms = new ArrayList<>();
        log.forEach(entry -> {
            if (terms.isEmpty() || terms.get(terms.size() - 1).term() != entry.term()) {
                terms.add(new TermRun(entry.height(), entry.term()));
            }
        });
        engine = new RaftEngine(
                now,
                new EngineStart(
                        N1,
                        TestBlocks.CHAIN,
                        TestBlocks.members(members),
                        hardState,
                        committed,
                        committed == 0
                                ? TestBlocks.GENESIS
                                : log.get(committed - 1).block().hash(),
                        terms,
                        log.subList(committed, log.size()),
                        Optional.empty(),
                        refused,
                        Optional.empty(),
                        recovering,
                        new SplittableRandom(1)),
                config,
                CommitRule.OWN_TERM);
    }

    /** A follower in {@code term} without a leader; the log has entries of these terms, none known to be committed. */
    static EngineFixture follower(int members, long term, long... log) {
        return new EngineFixture(
                members,
                new HardState(term, Optional.empty()),
                TestBlocks.chain(log),
                0,
                List.of(),
                false,
                RaftConfig.defaults());
    }

    /** The same, with the first {@code committed} entries committed, applied and no longer in memory. */
    static EngineFixture followerWithCommitted(int members, long term, int committed, long... log) {
        return new EngineFixture(
                members,
                new HardState(term, Optional.empty()),
                TestBlocks.chain(log),
                committed,
                List.of(),
                false,
                RaftConfig.defaults());
    }

    /** As {@link #follower}, restarted by a version that finds the log wrong from this height on. */
    static EngineFixture refusing(int height, int members, long term, long... log) {
        List<Entry> entries = TestBlocks.chain(log);
        List<Hash> refused = entries.stream()
                .skip(height - 1)
                .map(entry -> entry.block().hash())
                .toList();
        return new EngineFixture(
                members, new HardState(term, Optional.empty()), entries, 0, refused, false, RaftConfig.defaults());
    }

    static EngineFixture recovering(int members, long term, long... log) {
        return new EngineFixture(
                members,
                new HardState(term, Optional.empty()),
                TestBlocks.chain(log),
                0,
                List.of(),
                true,
                RaftConfig.defaults());
    }

    /** The same, with the first {@code committed} entries committed and applied; of their terms it knows only the first. */
    static EngineFixture recoveringFrom(int members, long term, int committed, long... log) {
        return new EngineFixture(
                members,
                new HardState(term, Optional.empty()),
                TestBlocks.chain(log),
                committed,
                List.of(),
                true,
                RaftConfig.defaults());
    }

    static EngineFixture withConfig(RaftConfig config, int members, long term, long... log) {
        return new EngineFixture(
                members, new HardState(term, Optional.empty()), TestBlocks.chain(log), 0, List.of(), false, config);
    }

    /** Elects it into the next term. Its term-opening block is asked for, not built. */
    EngineFixture elected() {
        timeOut();
        long next = engine.status().term() + 1;
        List<PublicKey> others = others();
        others.forEach(peer -> receive(peer, new RaftMessage.PreVoteReply(next - 1, next - 1, true)));
        persistAll();
        others.forEach(peer -> receive(peer, new RaftMessage.VoteReply(next, true)));
        if (engine.status().role() != EngineStatus.Role.LEADER) {
            throw new AssertionError("not elected: " + engine.status());
        }
        return this;
    }

    private List<PublicKey> others() {
        return IntStream.rangeClosed(2, members).mapToObj(TestBlocks::key).toList();
    }

    List<Effect> step(Input input) {
        List<Effect> effects = engine.step(now, input);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist persist) {
                openPersists.add(persist.requestId());
            } else if (effect instanceof Effect.Build build) {
                openBuild = build.requestId();
            }
        }
        return effects;
    }

    List<Effect> receive(PublicKey from, RaftMessage message) {
        return step(new Input.MessageReceived(from, message));
    }

    /** Reports all open persists as durable. */
    List<Effect> persistAll() {
        if (openPersists.isEmpty()) {
            return List.of();
        }
        long last = openPersists.get(openPersists.size() - 1);
        openPersists.clear();
        return step(new Input.Persisted(last));
    }

    /** Builds what was asked for last. */
    List<Effect> build(Block block) {
        return step(new Input.ProposalBuilt(openBuild, Optional.of(block)));
    }

    /** Builds a block of its own on the newest entry. */
    List<Effect> buildNext() {
        Entry last = lastEntry().orElse(null);
        Block block = last == null
                ? TestBlocks.block(TestBlocks.GENESIS, 1, ++marks, N1)
                : TestBlocks.block(last.block().hash(), last.height() + 1, ++marks, N1);
        built.add(new Entry(engine.status().term(), block));
        return build(block);
    }

    private Optional<Entry> lastEntry() {
        List<Entry> all = built.isEmpty() ? journal : built;
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The newest entry that it built. */
    Entry newest() {
        return built.get(built.size() - 1);
    }

    /** Answers all validations among the effects with this verdict; returns the last answer's effects. */
    List<Effect> judge(List<Effect> effects, Verdict verdict) {
        List<Effect> last = List.of();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Validate validate) {
                last = step(new Input.BlockValidated(validate.requestId(), verdict));
            }
        }
        return last;
    }

    /** Moves time to the next deadline. */
    List<Effect> timeOut() {
        now = Math.max(now, engine.nextDeadlineMicros());
        return step(new Input.Tick());
    }

    List<Effect> after(long micros) {
        now += micros;
        return step(new Input.Tick());
    }

    EngineStatus status() {
        return engine.status();
    }

    /** The messages among the effects that go to {@code peer}. */
    static List<RaftMessage> to(PublicKey peer, List<Effect> effects) {
        return effects.stream()
                .filter(e -> e instanceof Effect.Send send && send.to().equals(peer))
                .map(e -> (RaftMessage) ((Effect.Send) e).message())
                .toList();
    }

    static <T extends Effect> List<T> only(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
