package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The engine of member 1 of four, in a state of the test's choosing; member 0 leads view 0. A test gives it one input
 * and looks at the effects; what the engine asks for is answered when the test says so.
 */
final class EngineFixture {
    static final int SIZE = 4;
    static final int SELF = 1;

    private final PbftEngine engine;
    private final ArrayDeque<Effect> open = new ArrayDeque<>();
    /** What the journal was given. */
    private final List<Block> written = new ArrayList<>();

    private long now = 1_000_000;

    private EngineFixture(
            long view,
            long committed,
            Hash committedHash,
            List<Entry> uncommitted,
            Optional<PreparedBlock> prepared,
            List<Hash> refused,
            Optional<Certificate> certificate,
            boolean recovering) {
        engine = new PbftEngine(
                now,
                new EngineStart(
                        TestBlocks.key(SELF),
                        TestBlocks.CHAIN,
                        TestBlocks.members(SIZE),
                        new HardState(view, Optional.empty()),
                        committed,
                        committedHash,
                        List.of(),
                        uncommitted,
                        prepared,
                        refused,
                        certificate,
                        recovering,
                        new SplittableRandom(1)),
                PbftConfig.defaults(),
                new Rules());
    }

    /** At the beginning of a chain. */
    static EngineFixture fresh() {
        return restarted(0, List.of(), Optional.empty());
    }

    static EngineFixture recovering() {
        return new EngineFixture(
                0, 0, TestBlocks.GENESIS, List.of(), Optional.empty(), List.of(), Optional.empty(), true);
    }

    static EngineFixture restarted(long view, List<Entry> uncommitted, Optional<PreparedBlock> prepared) {
        return new EngineFixture(
                view, 0, TestBlocks.GENESIS, uncommitted, prepared, List.of(), Optional.empty(), false);
    }

    /** As {@link #restarted}, by a version that finds this block wrong. */
    static EngineFixture refusing(Block block, long view, Optional<PreparedBlock> prepared) {
        List<Entry> uncommitted = List.of(new Entry(view, block));
        return new EngineFixture(
                        view,
                        0,
                        TestBlocks.GENESIS,
                        uncommitted,
                        prepared,
                        List.of(block.hash()),
                        Optional.empty(),
                        false)
                .withWritten(block);
    }

    /** With block 1 committed in view 0. */
    static EngineFixture afterBlock1(Block block) {
        Certificate certificate = TestBlocks.certificate(SIZE, 1, 0, block.hash(), 0, 2, 3);
        return new EngineFixture(
                0, 1, block.hash(), List.of(), Optional.empty(), List.of(), Optional.of(certificate), false);
    }

    List<Effect> step(Input input) {
        List<Effect> effects = engine.step(now, input);
        effects.stream()
                .filter(effect -> effect instanceof Effect.Persist
                        || effect instanceof Effect.CastVote
                        || effect instanceof Effect.Build
                        || effect instanceof Effect.FindBlock
                        || effect instanceof Effect.EndRecovery
                        || effect instanceof Effect.Validate)
                .forEach(open::add);
        return effects;
    }

    List<Effect> receive(int from, PbftMessage message) {
        return step(new Input.MessageReceived(TestBlocks.key(from), message));
    }

    List<Effect> ballot(int from, VoteKind kind, long height, long view, Hash hash) {
        return receive(from, TestBlocks.ballot(SIZE, from, kind, height, view, hash));
    }

    /** Answers the oldest open request of this kind: valid, durable, signed. */
    List<Effect> answer(Class<? extends Effect> kind) {
        Effect request = open.stream().filter(kind::isInstance).findFirst().orElseThrow();
        open.remove(request);
        if (request instanceof Effect.Persist persist) {
            persist.entries().forEach(entry -> written.add(entry.block()));
            return step(new Input.Persisted(persist.requestId()));
        }
        if (request instanceof Effect.FindBlock find) {
            Optional<Block> found = written.stream()
                    .filter(block -> block.hash().equals(find.blockHash()))
                    .findFirst();
            return step(new Input.BlockFound(find.requestId(), found));
        }
        if (request instanceof Effect.EndRecovery end) {
            return step(new Input.RecoveryEnded(end.requestId(), List.of()));
        }
        if (request instanceof Effect.Validate validate) {
            return step(new Input.BlockValidated(validate.requestId(), new Verdict.Valid()));
        }
        Effect.CastVote cast = (Effect.CastVote) request;
        return step(new Input.VoteCast(cast.requestId(), Optional.of(TestBlocks.sign(SELF, cast.vote()))));
    }

    /** The vote guard says no to the oldest request. */
    List<Effect> refuse() {
        Effect.CastVote cast = open(Effect.CastVote.class);
        open.remove(cast);
        return step(new Input.VoteCast(cast.requestId(), Optional.empty()));
    }

    List<Effect> judge(Verdict verdict) {
        Effect.Validate validate = open(Effect.Validate.class);
        open.remove(validate);
        return step(new Input.BlockValidated(validate.requestId(), verdict));
    }

    List<Effect> build(Block block) {
        Effect.Build build = open(Effect.Build.class);
        open.remove(build);
        return step(new Input.ProposalBuilt(build.requestId(), Optional.of(block)));
    }

    <T extends Effect> T open(Class<T> kind) {
        return open.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Answers all requests but builds, and what follows from the answers; returns all effects on the way. */
    List<Effect> settle() {
        List<Effect> all = new ArrayList<>();
        while (open.stream().anyMatch(effect -> !(effect instanceof Effect.Build))) {
            Effect next = open.stream()
                    .filter(effect -> !(effect instanceof Effect.Build))
                    .findFirst()
                    .orElseThrow();
            all.addAll(answer(next.getClass()));
        }
        return all;
    }

    List<Effect> after(long micros) {
        now += micros;
        return step(new Input.Tick());
    }

    /** The journal was given this block before the member was started, and then another in its place. */
    EngineFixture withWritten(Block block) {
        written.add(block);
        return this;
    }

    /** Prepared here in view 0: proposed by member 0, with a quorum of PREPAREs, durable. */
    EngineFixture withPrepared(Block block) {
        receive(0, TestBlocks.proposal(SIZE, 0, block, Optional.empty()));
        settle();
        ballot(0, VoteKind.PREPARE, block.height(), 0, block.hash());
        ballot(2, VoteKind.PREPARE, block.height(), 0, block.hash());
        settle();
        return this;
    }

    EngineStatus status() {
        return engine.status();
    }

    /** Whom the engine asks, with a message of this kind. */
    static int asked(Class<? extends PbftMessage> kind, List<Effect> effects) {
        return only(Effect.Send.class, effects).stream()
                .filter(send -> kind.isInstance(send.message()))
                .map(send -> TestBlocks.index(send.to()))
                .findFirst()
                .orElseThrow();
    }

    /** Shows this certificate, and gives the blocks when it is asked for them. */
    List<Effect> lead(int from, PbftMessage.Blocks blocks) {
        receive(from, new PbftMessage.Certified(blocks.certificate()));
        return receive(from, blocks);
    }

    static List<PbftMessage> to(int peer, List<Effect> effects) {
        PublicKey key = TestBlocks.key(peer);
        return effects.stream()
                .filter(e -> e instanceof Effect.Send send && send.to().equals(key))
                .map(e -> (PbftMessage) ((Effect.Send) e).message())
                .toList();
    }

    static <T extends Effect> List<T> only(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The votes of this kind that the engine asks for. */
    static List<Hash> votes(VoteKind kind, List<Effect> effects) {
        return only(Effect.CastVote.class, effects).stream()
                .filter(cast -> cast.vote().kind() == kind)
                .map(cast -> cast.vote().blockHash())
                .toList();
    }
}
