package dev.quire.spi.ledger;

import dev.quire.block.Rejection;
import java.util.OptionalInt;

/**
 * This node did not let a transaction in, or has dropped it. The message says why. Only a {@linkplain Rejection#isFinal
 * final} reason means that it is in no block and never will be; else these bytes, handed in elsewhere or before, may
 * still be committed.
 */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Rejection rejection;
    private final int pluginCode;

    public RejectedException(Rejection rejection) {
        this(rejection, 0);
    }

    /** @param pluginCode the plugin's own number where {@code rejection} is {@link Rejection#PLUGIN_CHECK}, else 0 */
    public RejectedException(Rejection rejection, int pluginCode) {
        super(rejection.name() + " (" + rejection.number() + "): " + rejection.explanation()
                + (pluginCode == 0 ? "" : "; plugin code " + pluginCode));
        this.rejection = rejection;
        this.pluginCode = pluginCode;
    }

    public Rejection rejection() {
        return rejection;
    }

    /** The plugin's number for the refusal that is certain to come. */
    public OptionalInt pluginCode() {
        return pluginCode == 0 ? OptionalInt.empty() : OptionalInt.of(pluginCode);
    }
}
