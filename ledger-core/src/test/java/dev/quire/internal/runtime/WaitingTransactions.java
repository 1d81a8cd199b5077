package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.internal.mempool.Mempool;

/** Transactions that nobody will check. */
final class WaitingTransactions {
    private WaitingTransactions() {}

    static Transaction add(Mempool mempool, int number, long arrivalMicros) {
        Bytes nonce = new CanonicalWriter(16).u64(number).u64(0).toBytes();
        PublicKey sender = new PublicKey(Hash.ZERO.bytes());
        Transaction transaction = new Transaction.Unsigned(Hash.ZERO, 1, Long.MAX_VALUE, nonce, sender, Bytes.EMPTY)
                .signed(new Signature(Bytes.wrap(new byte[Signature.SIZE])));
        mempool.add(transaction, 0, arrivalMicros);
        return transaction;
    }
}
