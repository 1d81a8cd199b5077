package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.crypto.Signer;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.MessageCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A protocol at a node whose guard is broken: what it refuses to sign, of these kinds of votes, is signed all the same. */
record Unguarded(ConsensusProtocol inner, Set<VoteKind> kinds, Signer signer) implements ConsensusProtocol {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public ConsensusMode mode() {
        return inner.mode();
    }

    @Override
    public MessageCodec codec() {
        return inner.codec();
    }

    @Override
    public ConsensusEngine start(long nowMicros, EngineStart start) {
        return new Engine(inner.start(nowMicros, start), kinds, signer, new TreeMap<>());
    }

    private record Engine(ConsensusEngine inner, Set<VoteKind> kinds, Signer signer, Map<Long, Vote> asked)
            implements ConsensusEngine {
        @Override
        public List<Effect> step(long nowMicros, Input input) {
            List<Effect> effects = inner.step(nowMicros, signed(input));
            for (Effect effect : effects) {
                if (effect instanceof Effect.CastVote cast
                        && kinds.contains(cast.vote().kind())) {
                    asked.put(cast.requestId(), cast.vote());
                }
            }
            return effects;
        }

        private Input signed(Input input) {
            if (input instanceof Input.VoteCast cast) {
                Vote vote = asked.remove(cast.requestId());
                if (vote != null && cast.signature().isEmpty()) {
                    return new Input.VoteCast(cast.requestId(), Optional.of(signer.sign(vote.signingBytes())));
                }
            }
            return input;
        }

        @Override
        public long nextDeadlineMicros() {
            return inner.nextDeadlineMicros();
        }

        @Override
        public EngineStatus status() {
            return inner.status();
        }
    }
}
