package dev.quire.node.daemon;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.node.config.NodeSettings;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.StateView;
import dev.quire.spi.state.TxContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code quire start} of a binary with a defect: it stores something else than the others at one key. */
public final class OddNode {
    /** The key; in all else it does as the others do. */
    public static final String KEY = "odd";

    private OddNode() {}

    public static void main(String[] arguments) throws IOException {
        NodeSettings settings = NodeSettings.load(Path.of(arguments[0]));
        run(Daemon.start(settings, List.of(new OddKeyValues(new KeyValueStateMachine()))));
    }

    /** As {@code quire start} goes on once the node is up; ends the process. */
    static void run(Daemon starting) {
        int exitCode;
        try (Daemon daemon = starting) {
            daemon.stopOnSignal();
            System.out.println(daemon.readyLine());
            exitCode = daemon.awaitStop();
        }
        System.exit(exitCode);
    }

    private record OddKeyValues(StateMachine rules) implements StateMachine {
        @Override
        public int id() {
            return rules.id();
        }

        @Override
        public String name() {
            return rules.name();
        }

        @Override
        public OptionalInt check(Transaction transaction, StateView state) {
            return rules.check(transaction, state);
        }

        @Override
        public Outcome apply(TxContext context) {
            return rules.apply(new OddWrites(context));
        }

        @Override
        public Bytes query(Bytes request, StateView state) {
            return rules.query(request, state);
        }
    }

    private record OddWrites(TxContext context) implements TxContext {
        @Override
        public void put(Bytes key, Bytes value) {
            context.put(key, key.equals(Bytes.utf8(KEY)) ? Bytes.utf8(value.toUtf8() + "!") : value);
        }

        @Override
        public Hash chainId() {
            return context.chainId();
        }

        @Override
        public boolean verify(PublicKey key, Bytes message, Signature signature) {
            return context.verify(key, message, signature);
        }

        @Override
        public long height() {
            return context.height();
        }

        @Override
        public long blockTimeMicros() {
            return context.blockTimeMicros();
        }

        @Override
        public int index() {
            return context.index();
        }

        @Override
        public Hash transactionId() {
            return context.transactionId();
        }

        @Override
        public PublicKey sender() {
            return context.sender();
        }

        @Override
        public Bytes payload() {
            return context.payload();
        }

        @Override
        public void delete(Bytes key) {
            context.delete(key);
        }

        @Override
        public void emit(String topic, Bytes data) {
            context.emit(topic, data);
        }

        @Override
        public Optional<Bytes> get(Bytes key) {
            return context.get(key);
        }

        @Override
        public List<Entry> range(Bytes from, Bytes to, int limit) {
            return context.range(from, to, limit);
        }
    }
}
