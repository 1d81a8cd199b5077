package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/** Errors that implementations of Raft have had. The simulator has to find each; docs/simulator.md says how soon. */
public enum PlantedBug {
    /** Raft paper, figure 8: the leader commits an entry of an older term because a majority has it. */
    OLD_TERM_COMMITTED_BY_COUNTING((entryTerm, leaderTerm) -> true, start -> ConsensusEngine::step),

    /** Who restarts has forgotten whom it voted for in this term. */
    VOTE_NOT_PERSISTED(CommitRule.OWN_TERM, start -> PlantedBug::withoutVote),

    /** A leader answers a read without asking whether it still leads. */
    STALE_READ(CommitRule.OWN_TERM, start -> PlantedBug::readAtOnce),

    /** An acknowledgement that arrives again counts as another member's. */
    DUPLICATES_COUNTED(CommitRule.OWN_TERM, DuplicatesCounted::new),

    /** What was asked to be written counts as written. */
    ACKNOWLEDGED_BEFORE_DURABLE(CommitRule.OWN_TERM, start -> PlantedBug::durableAtOnce),

    /** A follower takes any term for the one before the leader's entries. */
    LOG_MATCH_UNCHECKED(CommitRule.OWN_TERM, LogMatchUnchecked::new),

    /** A member votes for whoever asks first, even if the other's log is behind its own. */
    VOTE_FOR_SHORTER_LOG(CommitRule.OWN_TERM, start -> PlantedBug::voteForAnyLog),

    /** A member that has forgotten what it promised votes and acknowledges as if it had not. */
    RECOVERING_IGNORED(CommitRule.OWN_TERM, start -> ConsensusEngine::step);

    /** Steps an engine, and gets something wrong. */
    interface Mutation {
        List<Effect> step(ConsensusEngine raft, long nowMicros, Input input);
    }

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final CommitRule commitRule;

    @SuppressWarnings("ImmutableEnumChecker") // as above
    private final Function<EngineStart, Mutation> mutation;

    PlantedBug(CommitRule commitRule, Function<EngineStart, Mutation> mutation) {
        this.commitRule = commitRule;
        this.mutation = mutation;
    }

    CommitRule commitRule() {
        return commitRule;
    }

    Mutation mutation(EngineStart start) {
        return mutation.apply(start);
    }

    /** What the engine is told when it starts. */
    EngineStart changed(EngineStart start) {
        return this != RECOVERING_IGNORED
                ? start
                : new EngineStart(
                        start.self(),
                        start.chainId(),
                        start.membership(),
                        start.hardState(),
                        start.committedHeight(),
                        start.committedHash(),
                        start.terms(),
                        start.uncommitted(),
                        start.prepared(),
                        start.refused(),
                        start.newestCertificate(),
                        false,
                        start.random());
    }

    private static List<Effect> withoutVote(ConsensusEngine raft, long nowMicros, Input input) {
        return raft.step(nowMicros, input).stream()
                .map(effect -> effect instanceof Effect.Persist persist ? withoutVote(persist) : effect)
                .toList();
    }

    private static Effect withoutVote(Effect.Persist persist) {
        return new Effect.Persist(
                persist.requestId(),
                persist.hardState().map(state -> new HardState(state.term(), Optional.empty())),
                persist.entries(),
                persist.committedHeight());
    }

    private static List<Effect> readAtOnce(ConsensusEngine raft, long nowMicros, Input input) {
        EngineStatus status = raft.status();
        return input instanceof Input.ReadRequested read && status.role() == EngineStatus.Role.LEADER
                ? List.of(new Effect.AnswerRead(read.requestId(), OptionalLong.of(status.committedHeight())))
                : raft.step(nowMicros, input);
    }

    private static List<Effect> durableAtOnce(ConsensusEngine raft, long nowMicros, Input input) {
        if (input instanceof Input.Persisted) {
            return List.of();
        }
        List<Effect> all = new ArrayList<>();
        ArrayDeque<Effect> next = new ArrayDeque<>(raft.step(nowMicros, input));
        while (!next.isEmpty()) {
            Effect effect = next.removeFirst();
            all.add(effect);
            if (effect instanceof Effect.Persist persist) {
                next.addAll(raft.step(nowMicros, new Input.Persisted(persist.requestId())));
            }
        }
        return all;
    }

    private static List<Effect> voteForAnyLog(ConsensusEngine raft, long nowMicros, Input input) {
        if (input instanceof Input.MessageReceived received) {
            if (received.message() instanceof RaftMessage.RequestVote asked) {
                var better =
                        new RaftMessage.RequestVote(asked.term(), Long.MAX_VALUE, Long.MAX_VALUE, asked.transfer());
                return raft.step(nowMicros, new Input.MessageReceived(received.from(), better));
            } else if (received.message() instanceof RaftMessage.PreVote asked) {
                var better = new RaftMessage.PreVote(asked.term(), Long.MAX_VALUE, Long.MAX_VALUE);
                return raft.step(nowMicros, new Input.MessageReceived(received.from(), better));
            }
        }
        return raft.step(nowMicros, input);
    }

    private static final class DuplicatesCounted implements Mutation {
        private final EngineStart start;
        private final Map<PublicKey, Long> matched = new TreeMap<>();

        DuplicatesCounted(EngineStart start) {
            this.start = start;
        }

        @Override
        public List<Effect> step(ConsensusEngine raft, long nowMicros, Input input) {
            List<Effect> effects = new ArrayList<>(raft.step(nowMicros, input));
            if (input instanceof Input.MessageReceived received
                    && received.message() instanceof RaftMessage.Accepted accepted) {
                Long before = matched.put(received.from(), accepted.matchHeight());
                if (before != null && before == accepted.matchHeight()) {
                    for (PublicKey other : start.membership().voters().members()) {
                        if (!other.equals(received.from()) && !other.equals(start.self())) {
                            effects.addAll(raft.step(nowMicros, new Input.MessageReceived(other, accepted)));
                            return effects;
                        }
                    }
                }
            }
            return effects;
        }
    }

    private static final class LogMatchUnchecked implements Mutation {
        private final TreeMap<Long, Long> terms = new TreeMap<>();

        LogMatchUnchecked(EngineStart start) {
            start.uncommitted().forEach(entry -> terms.put(entry.height(), entry.term()));
        }

        @Override
        public List<Effect> step(ConsensusEngine raft, long nowMicros, Input input) {
            List<Effect> effects = raft.step(nowMicros, matching(raft, input));
            for (Effect effect : effects) {
                if (effect instanceof Effect.Persist persist) {
                    persist.entries().forEach(entry -> {
                        terms.tailMap(entry.height(), true).clear();
                        terms.put(entry.height(), entry.term());
                    });
                }
            }
            return effects;
        }

        private Input matching(ConsensusEngine raft, Input input) {
            if (!(input instanceof Input.MessageReceived received)
                    || !(received.message() instanceof RaftMessage.Append append)
                    || append.prevHeight() <= raft.status().committedHeight()
                    || !terms.containsKey(append.prevHeight())) {
                return input;
            }
            var unchecked = new RaftMessage.Append(
                    append.term(),
                    append.prevHeight(),
                    terms.get(append.prevHeight()),
                    append.commitHeight(),
                    append.round(),
                    append.entries());
            return new Input.MessageReceived(received.from(), unchecked);
        }
    }
}
