package dev.quire.internal.execution;

import dev.quire.block.Rejection;
import dev.quire.block.Transaction;

/** Told, while a block is built, which candidates can never enter one. Called on the execution thread. */
public interface DropListener {
    /** A block rule keeps it out for good. */
    void rejected(Transaction transaction, Rejection reason);

    /** The plugin broke down over it: a defect of the plugin, which the operator should know of. */
    void failed(Transaction transaction, RuntimeException failure);
}
