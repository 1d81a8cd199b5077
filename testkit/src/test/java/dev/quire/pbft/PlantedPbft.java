package dev.quire.pbft;

import dev.quire.block.ConsensusMode;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.MessageCodec;
import java.util.List;

/** PBFT with an error in one of the decisions that safety hangs on, or in what it remembers. */
public record PlantedPbft(PlantedPbftBug bug, PbftConfig config) implements ConsensusProtocol {
    @Override
    public String name() {
        return "planted-pbft";
    }

    @Override
    public ConsensusMode mode() {
        return ConsensusMode.BFT;
    }

    @Override
    public ConsensusEngine start(long nowMicros, EngineStart start) {
        return new PlantedEngine(new PbftEngine(nowMicros, bug.changed(start), config, bug.rules()), bug);
    }

    @Override
    public MessageCodec codec() {
        return new PbftProtocol(config).codec();
    }

    private record PlantedEngine(ConsensusEngine pbft, PlantedPbftBug bug) implements ConsensusEngine {
        @Override
        public List<Effect> step(long nowMicros, Input input) {
            return bug.step(pbft, nowMicros, input);
        }

        @Override
        public long nextDeadlineMicros() {
            return pbft.nextDeadlineMicros();
        }

        @Override
        public EngineStatus status() {
            return pbft.status();
        }
    }
}
