package dev.quire.internal.execution;

/** A plugin threw an exception that it has not declared: a defect. What follows depends on why it was called. */
final class PluginFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RuntimeException failure;

    PluginFailedException(Call call, String name, RuntimeException failure) {
        super(
                "plugin " + call.pluginId() + " (" + name + ") broke down over transaction " + call.transactionId()
                        + " at height " + call.height() + ", index " + call.index() + ": " + failure,
                failure);
        this.failure = failure;
    }

    RuntimeException failure() {
        return failure;
    }
}
