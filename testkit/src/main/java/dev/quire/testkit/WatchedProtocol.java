package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.MessageCodec;
import java.util.List;

/** A protocol whose engine is overheard: what it is told and what it asks for, nothing changed. */
record WatchedProtocol(ConsensusProtocol inner, Watcher watcher) implements ConsensusProtocol {
    /** Who listens. */
    interface Watcher {
        void started(EngineStart start);

        void told(Input input);

        void asked(Effect effect);
    }

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
        watcher.started(start);
        return new WatchedEngine(inner.start(nowMicros, start), watcher);
    }

    private record WatchedEngine(ConsensusEngine inner, Watcher watcher) implements ConsensusEngine {
        @Override
        public List<Effect> step(long nowMicros, Input input) {
            watcher.told(input);
            List<Effect> effects = inner.step(nowMicros, input);
            effects.forEach(watcher::asked);
            return effects;
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
