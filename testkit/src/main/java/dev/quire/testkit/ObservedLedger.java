package dev.quire.testkit;

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
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.ledger.LedgerStoppedException;
import dev.quire.spi.ledger.StateEvidence;
import dev.quire.spi.ledger.StateReader;
import dev.quire.spi.state.TxStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A node's ledger as its client has it: a {@link Witness} hears all answers, and when the node goes down, questions that
 * are open fail, as they do when a connection breaks.
 */
final class ObservedLedger implements Ledger {
    private final int node;
    private final Ledger inner;
    private final Witness witness;
    private final List<CompletableFuture<?>> open = new ArrayList<>();

    ObservedLedger(int node, Ledger inner, Witness witness) {
        this.node = node;
        this.inner = inner;
        this.witness = witness;
    }

    /** Nothing will be answered any more. */
    void fail() {
        List<CompletableFuture<?>> unanswered = List.copyOf(open);
        open.clear();
        for (CompletableFuture<?> question : unanswered) {
            question.completeExceptionally(new LedgerStoppedException(
                    "node " + node + " went down; what it was asked for may be done or not", null));
        }
    }

    private <T> CompletableFuture<T> heard(CompletableFuture<T> answer, Consumer<T> judgement) {
        CompletableFuture<T> told = new CompletableFuture<>();
        open.removeIf(CompletableFuture::isDone);
        open.add(told);
        var unused = answer.whenComplete((value, failure) -> {
            if (failure == null) {
                witness.judge(() -> judgement.accept(value));
                told.complete(value);
            } else {
                boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
                told.completeExceptionally(isWrapped ? failure.getCause() : failure);
            }
        });
        return told;
    }

    private <T> CompletableFuture<T> heard(CompletableFuture<T> answer) {
        return heard(answer, value -> {});
    }

    @Override
    public Hash chainId() {
        return inner.chainId();
    }

    @Override
    public MemberSet members() {
        return inner.members();
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        witness.submitted(transaction);
        return heard(inner.submit(transaction), receipt -> witness.told(receipt, inner.members()));
    }

    @Override
    public CompletableFuture<CommittedTransaction> commit(Transaction transaction) {
        witness.submitted(transaction);
        return heard(inner.commit(transaction), answer -> witness.told(transaction, answer));
    }

    @Override
    public TxStatus status(Hash transactionId) {
        return inner.status(transactionId);
    }

    @Override
    public Optional<CommittedTransaction> committed(Hash transactionId) {
        return inner.committed(transactionId);
    }

    @Override
    public CompletableFuture<Optional<Receipt>> receipt(Hash transactionId) {
        return heard(
                inner.receipt(transactionId),
                found -> found.ifPresent(receipt -> witness.told(receipt, inner.members())));
    }

    @Override
    public CompletableFuture<Optional<Block>> block(long height) {
        return heard(inner.block(height));
    }

    @Override
    public CompletableFuture<Optional<CommittedBlock>> committedBlock(long height) {
        return heard(inner.committedBlock(height));
    }

    @Override
    public CompletableFuture<Long> certified(long height) {
        return heard(inner.certified(height));
    }

    @Override
    public CompletableFuture<Long> readBarrier(Duration timeout) {
        long floor = witness.readFloor();
        return heard(inner.readBarrier(timeout), height -> witness.toldByBarrier(node, floor, height));
    }

    @Override
    public CompletableFuture<StateReceipt> stateReceipt(List<KeyRange> asked, OptionalLong height) {
        return heard(inner.stateReceipt(asked, height));
    }

    @Override
    public CompletableFuture<HeaderProof> headerProof(long height, OptionalLong anchorHeight) {
        return heard(inner.headerProof(height, anchorHeight));
    }

    @Override
    public CompletableFuture<HeaderProof> headerProof(BlockHeader known, OptionalLong anchorHeight) {
        return heard(inner.headerProof(known, anchorHeight));
    }

    @Override
    public List<Evidence> evidenceOfLies() {
        return inner.evidenceOfLies();
    }

    @Override
    public <T> T read(int pluginId, StateReader<T> reader) {
        return inner.read(pluginId, reader);
    }

    @Override
    public StateEvidence evidence(int pluginId, Bytes key, boolean withProof) {
        return inner.evidence(pluginId, key, withProof);
    }

    @Override
    public Bytes query(int pluginId, Bytes request) {
        return inner.query(pluginId, request);
    }

    @Override
    public Subscription subscribe(long fromHeight, Consumer<CommittedBlock> consumer) {
        return inner.subscribe(fromHeight, consumer);
    }

    @Override
    public LedgerStatus status() {
        return inner.status();
    }
}
