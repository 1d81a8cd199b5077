package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Prepared;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Collects a step's effects, and remembers with each request what to do with its answer. */
final class Outbox {
    private final TreeMap<Long, Runnable> persists = new TreeMap<>();
    private final TreeMap<Long, Consumer<Optional<Signature>>> votes = new TreeMap<>();
    private final TreeMap<Long, Consumer<Verdict>> validations = new TreeMap<>();
    private final TreeMap<Long, Consumer<Optional<Block>>> builds = new TreeMap<>();
    private final TreeMap<Long, Consumer<Input.BlocksLoaded>> loads = new TreeMap<>();
    private final TreeMap<Long, Consumer<Optional<Block>>> finds = new TreeMap<>();
    private final TreeMap<Long, Runnable> recoveries = new TreeMap<>();
    private List<Effect> effects = new ArrayList<>();
    private long lastRequestId;

    void add(Effect effect) {
        effects.add(effect);
    }

    void send(PublicKey to, PbftMessage message) {
        effects.add(new Effect.Send(to, message));
    }

    void persist(
            Optional<HardState> hardState,
            List<Entry> entries,
            Optional<Prepared> prepared,
            long committedHeight,
            Runnable onDurable) {
        persists.put(++lastRequestId, onDurable);
        effects.add(new Effect.Persist(lastRequestId, hardState, entries, prepared, committedHeight));
    }

    /** @param onCast told empty if the vote guard refused */
    void castVote(Vote vote, Consumer<Optional<Signature>> onCast) {
        votes.put(++lastRequestId, onCast);
        effects.add(new Effect.CastVote(lastRequestId, vote));
    }

    void validate(Block block, boolean fresh, Optional<PublicKey> leader, Consumer<Verdict> onVerdict) {
        validations.put(++lastRequestId, onVerdict);
        effects.add(new Effect.Validate(lastRequestId, block, fresh, leader));
    }

    void build(Hash parentHash, long parentHeight, boolean allowEmpty, Consumer<Optional<Block>> onBuilt) {
        builds.put(++lastRequestId, onBuilt);
        effects.add(new Effect.Build(lastRequestId, parentHash, parentHeight, allowEmpty));
    }

    void load(long fromHeight, long toHeight, int maxBytes, Consumer<Input.BlocksLoaded> onLoaded) {
        loads.put(++lastRequestId, onLoaded);
        effects.add(new Effect.LoadBlocks(lastRequestId, fromHeight, toHeight, maxBytes));
    }

    /** @param onFound told empty if the journal does not have it */
    void find(long height, Hash blockHash, Consumer<Optional<Block>> onFound) {
        finds.put(++lastRequestId, onFound);
        effects.add(new Effect.FindBlock(lastRequestId, height, blockHash));
    }

    void endRecovery(Runnable onEnded) {
        recoveries.put(++lastRequestId, onEnded);
        effects.add(new Effect.EndRecovery(lastRequestId));
    }

    /** Hands an answer to who asked; false if the input is no answer. */
    boolean answered(Input input) {
        if (input instanceof Input.Persisted persisted) {
            while (!persists.isEmpty() && persists.firstKey() <= persisted.requestId()) {
                persists.pollFirstEntry().getValue().run();
            }
        } else if (input instanceof Input.VoteCast cast) {
            answer(votes, cast.requestId(), cast.signature());
        } else if (input instanceof Input.BlockValidated validated) {
            answer(validations, validated.requestId(), validated.verdict());
        } else if (input instanceof Input.ProposalBuilt built) {
            answer(builds, built.requestId(), built.block());
        } else if (input instanceof Input.BlocksLoaded loaded) {
            answer(loads, loaded.requestId(), loaded);
        } else if (input instanceof Input.BlockFound found) {
            answer(finds, found.requestId(), found.block());
        } else if (input instanceof Input.RecoveryEnded ended) {
            Runnable asker = recoveries.remove(ended.requestId());
            if (asker != null) {
                asker.run();
            }
        } else {
            return false;
        }
        return true;
    }

    private static <T> void answer(Map<Long, Consumer<T>> open, long requestId, T answer) {
        Consumer<T> asker = open.remove(requestId);
        if (asker != null) {
            asker.accept(answer);
        }
    }

    /** The effects of the step that ends here. */
    List<Effect> finish() {
        List<Effect> finished = List.copyOf(effects);
        effects = new ArrayList<>();
        return finished;
    }
}
