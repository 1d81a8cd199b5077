package dev.quire.spi.state;

import dev.quire.codec.Bytes;

/** How a transaction ended. Both are in the block and have a receipt. */
public sealed interface Outcome {
    /** The engine's own refusal: the transaction used more than one transaction may. No plugin returns it. */
    int OVER_BUDGET = 0xffff;

    /** The writes stand. {@code output} goes to whoever asks for the result; its hash is in the result leaf. */
    record Applied(Bytes output) implements Outcome {}

    /**
     * The writes of this transaction are rolled back and the refusal is recorded.
     *
     * @param code the plugin's number for the reason, 1 to 65,534; documented by the plugin and never reused
     */
    record Refused(int code) implements Outcome {
        public Refused {
            if (code < 1 || code >= OVER_BUDGET) {
                throw new IllegalArgumentException("a refusal's code is 1 to 65534, not " + code);
            }
        }
    }

    static Outcome applied() {
        return new Applied(Bytes.EMPTY);
    }

    static Outcome applied(Bytes output) {
        return new Applied(output);
    }

    static Outcome refused(int code) {
        return new Refused(code);
    }
}
