package dev.quire.internal.execution;

import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;

/**
 * What a plugin is called for.
 *
 * @param chainId zero while genesis is made
 */
record Call(
        Hash chainId,
        int pluginId,
        long height,
        long blockTimeMicros,
        int index,
        Hash transactionId,
        PublicKey sender,
        Bytes payload) {
    static Call of(Transaction transaction, long height, long blockTimeMicros, int index) {
        return new Call(
                transaction.chainId(),
                transaction.pluginId(),
                height,
                blockTimeMicros,
                index,
                transaction.id(),
                transaction.sender(),
                transaction.payload());
    }
}
