package dev.quire.gateway.network;

import dev.quire.Account;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.GrantCommand;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.client.LedgerAccess;
import dev.quire.health.client.StateAnswers;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.Receipt;
import dev.quire.spi.ledger.ProofUnavailableException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The ledger of a network that may be new. A chain on which nothing was ever committed has no certificate, by which anything
 * could be proven: so whoever asks first has a block made, by a transaction that says nothing and is refused.
 */
final class FirstBlock implements LedgerAccess {
    private final LedgerAccess ledger;
    private final SecureRandom random;
    private volatile boolean isThere;

    FirstBlock(LedgerAccess ledger, SecureRandom random) {
        this.ledger = ledger;
        this.random = random;
    }

    @Override
    public Hash chainId() {
        return ledger.chainId();
    }

    @Override
    public ConsensusMode mode() {
        return ledger.mode();
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        return ledger.submit(transaction);
    }

    @Override
    public CompletableFuture<StateAnswers> read(List<KeyRange> asked) {
        if (isThere) {
            return ledger.read(asked);
        }
        return ledger.read(asked)
                .exceptionallyCompose(failure -> isTooLarge(failure)
                        ? CompletableFuture.failedFuture(failure)
                        : ledger.submit(nothing()).thenCompose(receipt -> ledger.read(asked)))
                .thenApply(answers -> {
                    isThere = true;
                    return answers;
                });
    }

    private static boolean isTooLarge(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ProofUnavailableException unavailable
                && unavailable.reason() == ProofUnavailableException.Reason.TOO_LARGE;
    }

    /** Ends a permission that there is not, by a key that nobody has. */
    private Transaction nothing() {
        byte[] gid = new byte[Id.SIZE];
        random.nextBytes(gid);
        return new Account(Ed25519Key.generate(random))
                .transaction(
                        chainId(), HealthStateMachine.ID, new GrantCommand.Revoke(new Id(Bytes.wrap(gid))).encoded());
    }
}
