package dev.quire.internal.execution;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxContext;

/** A plugin whose payload is a script, so that a test can have it do anything; one line is one step. */
final class ScriptStateMachine implements StateMachine {
    static final int ID = 7;

    /** What this instance writes for {@code whim}: not the same on all members if a test wants that. */
    private final String whim;

    ScriptStateMachine() {
        this("sober");
    }

    ScriptStateMachine(String whim) {
        this.whim = whim;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "script";
    }

    @Override
    public void genesis(Bytes payload, TxContext context) {
        run(payload, context);
    }

    @Override
    public Outcome apply(TxContext context) {
        return run(context.payload(), context);
    }

    private Outcome run(Bytes script, TxContext context) {
        Outcome outcome = Outcome.applied();
        for (String line : script.toUtf8().split("\n", -1)) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "" -> {}
                case "put" -> context.put(Bytes.utf8(words[1]), Bytes.utf8(words[2]));
                case "fill" -> context.put(Bytes.utf8(words[1]), Bytes.wrap(new byte[Integer.parseInt(words[2])]));
                case "delete" -> context.delete(Bytes.utf8(words[1]));
                case "emit" -> context.emit(words[1], Bytes.utf8(words[2]));
                case "whim" -> context.put(Bytes.utf8(words[1]), Bytes.utf8(whim));
                case "time" -> context.put(Bytes.utf8(words[1]), Bytes.utf8("" + context.blockTimeMicros()));
                case "spin" -> spin(Integer.parseInt(words[1]), context);
                case "spin-on" -> spinOn(Integer.parseInt(words[1]), context);
                case "get" ->
                    outcome = Outcome.applied(context.get(Bytes.utf8(words[1])).orElse(Bytes.EMPTY));
                case "count" ->
                    outcome = Outcome.applied(Bytes.utf8(""
                            + context.range(Bytes.utf8(words[1]), Bytes.utf8(words[2]), 10_000)
                                    .size()));
                case "output" -> outcome = Outcome.applied(Bytes.wrap(new byte[Integer.parseInt(words[1])]));
                case "chain" -> outcome = Outcome.applied(context.chainId().bytes());
                case "verify" -> outcome = Outcome.applied(Bytes.utf8("" + verify(words, context)));
                case "refuse" -> outcome = Outcome.refused(Integer.parseInt(words[1]));
                case "null" -> outcome = null;
                case "break" -> throw new IllegalStateException("broken on purpose");
                default -> throw new IllegalArgumentException(line);
            }
        }
        return outcome;
    }

    private static boolean verify(String[] words, TxContext context) {
        return context.verify(
                PublicKey.fromHex(words[1]), Bytes.utf8(words[2]), new Signature(Bytes.fromHex(words[3])));
    }

    private static void spin(int steps, TxContext context) {
        for (int i = 0; i < steps; i++) {
            context.get(Bytes.utf8("spin"));
        }
    }

    /** Does not care for the end of its budget. */
    private static void spinOn(int steps, TxContext context) {
        try {
            spin(steps, context);
        } catch (RuntimeException e) {
            context.payload();
        }
    }
}
