package dev.quire.spi.ledger;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Evidence;
import dev.quire.block.MemberSet;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import dev.quire.spi.state.TxStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One member's view of the shared book. Safe for use by several threads. Futures complete on the node's workers: do not
 * block there.
 *
 * <p>A future that never completes within the caller's patience means <em>unknown</em>: the transaction may still commit
 * until block time passes its {@code validUntil}. To find out, ask {@link #status}, or submit the same bytes again, here
 * or at another member: a transaction is executed at most once.
 */
public interface Ledger {
    /** The hash of block 0; part of every transaction. */
    Hash chainId();

    /** Whose signatures certify this chain's blocks. */
    MemberSet members();

    /**
     * Submits a transaction and completes with its receipt once its block is certified by a quorum of members. A refusal
     * by the plugin has a receipt too.
     *
     * <p>Fails with {@link RejectedException} if this node does not take the transaction, which need not mean that no
     * node has it, and with {@link LedgerStoppedException} if the node stops.
     */
    CompletableFuture<Receipt> submit(Transaction transaction);

    /**
     * Submits a transaction and completes once its block is committed and applied on this node. Under Raft that is the
     * leader's word that a majority has it durably; under PBFT it is the same as certified.
     */
    CompletableFuture<CommittedTransaction> commit(Transaction transaction);

    /** Where a transaction stands, as this node knows it. */
    TxStatus status(Hash transactionId);

    /** What became of a committed transaction. */
    Optional<CommittedTransaction> committed(Hash transactionId);

    /** Empty if the transaction is not committed here, or no certificate covers it yet. */
    CompletableFuture<Optional<Receipt>> receipt(Hash transactionId);

    /** The committed block at {@code height}; empty if there is none yet or it has been pruned. */
    CompletableFuture<Optional<Block>> block(long height);

    /** What became of each transaction of the committed block at {@code height}. */
    CompletableFuture<Optional<CommittedBlock>> committedBlock(long height);

    /** Completes when a certificate covers {@code height}, with the certified height. */
    CompletableFuture<Long> certified(long height);

    /**
     * Completes with a height that is applied here and not below any height whose commit anyone had observed before this
     * call; a read that follows is linearizable. Fails with {@link NotConfirmedException} where no quorum answers within
     * {@code timeout}.
     */
    CompletableFuture<Long> readBarrier(Duration timeout);

    /** Reads one plugin's state from a snapshot of what is applied here now. Runs {@code reader} on the calling thread. */
    <T> T read(int pluginId, StateReader<T> reader);

    /** One value with the root that it stands under, and with a proof of presence or absence if that is wanted. */
    StateEvidence evidence(int pluginId, Bytes key, boolean withProof);

    /**
     * The proofs that this node has kept of members' lies, in the order in which it found them; they survive restarts.
     * {@code EvidenceVerifier} checks each without trust in this node.
     */
    List<Evidence> evidenceOfLies();

    /**
     * Proves what the state after a certified block has of {@code asked}, and has not, each of it whole.
     *
     * @param asked 1 to {@link StateReceipt#MAX_QUESTIONS}
     * @param height of that block, or of an older one whose state is still kept; empty: the newest certified one
     * @return fails with {@link ProofUnavailableException}
     */
    CompletableFuture<StateReceipt> stateReceipt(List<KeyRange> asked, OptionalLong height);

    /**
     * Proves that a certified block goes on from the one at {@code height}: that it is in the chain, and nothing up to it
     * was rewritten. Its anchor renews every receipt of that block.
     *
     * @param anchorHeight of the certified block; empty: the newest that is certified
     * @return fails with {@link ProofUnavailableException}
     */
    CompletableFuture<HeaderProof> headerProof(long height, OptionalLong anchorHeight);

    /**
     * Proves the same of a block whose header the caller has kept, in a receipt or as a light client: this node may have
     * dropped that block. Where it has not, and has another one at that height, it is that one which it proves.
     *
     * @return fails with {@link ProofUnavailableException}
     */
    CompletableFuture<HeaderProof> headerProof(BlockHeader known, OptionalLong anchorHeight);

    /**
     * Lets a plugin answer a question from a snapshot of what is applied here now, on the calling thread.
     *
     * @throws IllegalArgumentException if there is no such plugin, or it does not understand the request
     */
    Bytes query(int pluginId, Bytes request);

    /**
     * Hands every committed block from {@code fromHeight} on to {@code consumer}, in order, without gaps, one at a time,
     * until the result is closed. To go on after a restart, subscribe from the height after the last one handled.
     */
    Subscription subscribe(long fromHeight, Consumer<CommittedBlock> consumer);

    /** This node at a glance. */
    LedgerStatus status();

    /** Ends a subscription; a block that is being handed over is still handled. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
