package dev.quire.testkit.junit;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.state.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class KeyValueContractTest extends StateMachineContract {
    private static final PublicKey ALICE = signer("alice").publicKey();

    @Override
    public StateMachine newStateMachine() {
        return new KeyValueStateMachine();
    }

    @Override
    protected List<List<Command>> histories() {
        return List.of(history(1), history(2));
    }

    private static List<Command> history(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Command> history = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            history.add(new Command(ALICE, next(random).encoded()));
        }
        return history;
    }

    private static KeyValueCommand next(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> new KeyValueCommand.Put(key(random), value(random));
            case 1 -> new KeyValueCommand.Delete(key(random));
            default ->
                new KeyValueCommand.CompareAndSet(
                        key(random),
                        random.nextBoolean() ? Optional.of(value(random)) : Optional.empty(),
                        value(random));
        };
    }

    private static Bytes key(SplittableRandom random) {
        return random.nextInt(50) == 0
                ? Bytes.wrap(new byte[64 + random.nextInt(2)])
                : Bytes.utf8("key " + random.nextInt(8));
    }

    private static Bytes value(SplittableRandom random) {
        return random.nextInt(50) == 0
                ? Bytes.wrap(new byte[KeyValueCommand.MAX_VALUE_SIZE + random.nextInt(2)])
                : Bytes.utf8("value " + random.nextInt(3));
    }

    @Override
    protected List<Bytes> queries() {
        return List.of(Bytes.utf8("key 0"), Bytes.utf8("key 9"), Bytes.EMPTY);
    }

    @Override
    protected List<Bytes> malformedPayloads() {
        Bytes whole = next(new SplittableRandom(1)).encoded();
        return List.of(Bytes.EMPTY, whole.slice(0, whole.size() - 1), whole.concat(Bytes.utf8("x")), Bytes.utf8("?"));
    }

    @Override
    protected boolean dependsOnBlocks() {
        return false;
    }
}
