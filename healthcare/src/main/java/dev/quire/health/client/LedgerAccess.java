package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.Receipt;
import dev.quire.spi.ledger.ProofUnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The ledger, as far as this client needs it: whatever it gives out has been verified. Safe for use by several threads.
 *
 * @see EmbeddedLedger
 * @see RemoteLedger
 */
public interface LedgerAccess {
    Hash chainId();

    /** What the chain's certificates promise; it decides how many custodians may be down, and how many may lie. */
    ConsensusMode mode();

    /**
     * Submits a transaction and completes with its receipt, which holds; a refusal has one too. Whoever gets a failure does
     * not know what became of it, and submits the same bytes again.
     */
    CompletableFuture<Receipt> submit(Transaction transaction);

    /**
     * Answers all questions from proven state, each whole. No answer is older than what this access has acknowledged, nor
     * than what it could learn of before it answers: embedded, that is a linearizable read. Fails with a {@link
     * ProofUnavailableException} of {@code TOO_LARGE} where one proof cannot hold them all: then ask for less.
     *
     * @param asked 1 to 1,000
     */
    CompletableFuture<StateAnswers> read(List<KeyRange> asked);
}
