package dev.quire.pbft;

import dev.quire.block.ConsensusMode;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.MessageCodec;
import java.util.Optional;

/** Errors in the decisions that PBFT's safety hangs on. */
public enum BrokenRule {
    QUORUM_COUNTED_WITH_DUPLICATES {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                boolean isQuorum(int members, int votesReceived, int quorum) {
                    return votesReceived >= quorum;
                }
            };
        }
    },
    PREPARED_CERTIFICATE_NOT_CARRIED {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                Optional<PreparedCertificate> carried(Optional<PreparedCertificate> newest) {
                    return Optional.empty();
                }
            };
        }
    },
    FRESH_PROPOSAL_OVER_A_PREPARED_ONE {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                Optional<Hash> forced(Optional<Hash> highestPrepared) {
                    return Optional.empty();
                }
            };
        }
    };

    abstract Rules rules();

    /** PBFT in which all members err in this way. */
    public ConsensusProtocol protocol(PbftConfig config) {
        return new Broken(this, config);
    }

    private record Broken(BrokenRule rule, PbftConfig config) implements ConsensusProtocol {
        @Override
        public String name() {
            return "broken-pbft";
        }

        @Override
        public ConsensusMode mode() {
            return ConsensusMode.BFT;
        }

        @Override
        public ConsensusEngine start(long nowMicros, EngineStart start) {
            return new PbftEngine(nowMicros, start, config, rule.rules());
        }

        @Override
        public MessageCodec codec() {
            return new PbftCodec(config.rotateEveryBlocks());
        }
    }
}
