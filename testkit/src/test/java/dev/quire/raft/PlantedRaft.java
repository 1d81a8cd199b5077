package dev.quire.raft;

import dev.quire.block.ConsensusMode;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.MessageCodec;
import java.util.List;

/** Raft with an error that is put between the engine and its runtime, or into the engine's rule of commitment. */
public record PlantedRaft(PlantedBug bug, RaftConfig config) implements ConsensusProtocol {
    @Override
    public String name() {
        return "planted-raft";
    }

    @Override
    public ConsensusMode mode() {
        return ConsensusMode.CFT;
    }

    @Override
    public ConsensusEngine start(long nowMicros, EngineStart start) {
        ConsensusEngine raft = new RaftEngine(nowMicros, bug.changed(start), config, bug.commitRule());
        return new PlantedEngine(raft, bug.mutation(start));
    }

    @Override
    public MessageCodec codec() {
        return new RaftCodec();
    }

    private record PlantedEngine(ConsensusEngine raft, PlantedBug.Mutation mutation) implements ConsensusEngine {
        @Override
        public List<Effect> step(long nowMicros, Input input) {
            return mutation.step(raft, nowMicros, input);
        }

        @Override
        public long nextDeadlineMicros() {
            return raft.nextDeadlineMicros();
        }

        @Override
        public EngineStatus status() {
            return raft.status();
        }
    }
}
