package dev.quire.internal.mempool;

import dev.quire.block.Rejection;

/** What became of a transaction that was offered to the mempool. */
public sealed interface Admission {
    /** It waits now. */
    record Added() implements Admission {}

    /** A transaction with this id waits already; the caller may join its future. */
    record AlreadyWaiting() implements Admission {}

    /** It does not wait. */
    record Rejected(Rejection reason) implements Admission {}
}
