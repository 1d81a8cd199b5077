package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.StateReceipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A node in this process. Its reads are linearizable; its receipts are verified against the members it knows. */
public final class EmbeddedLedger implements LedgerAccess {
    private final Ledger ledger;
    private final Duration barrierLimit;
    private final ReceiptVerifier verifier = new ReceiptVerifier(new Ed25519()::verifyMember);

    /** @param barrierLimit how long a linearizable read may take to be confirmed */
    public EmbeddedLedger(Ledger ledger, Duration barrierLimit) {
        this.ledger = ledger;
        this.barrierLimit = barrierLimit;
    }

    @Override
    public Hash chainId() {
        return ledger.chainId();
    }

    @Override
    public ConsensusMode mode() {
        return ledger.members().mode();
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        return ledger.submit(transaction).thenApplyAsync(receipt -> {
            verify(receipt);
            if (!receipt.transaction().id().equals(transaction.id())) {
                throw notProven("the receipt is of another transaction");
            }
            return receipt;
        });
    }

    @Override
    public CompletableFuture<StateAnswers> read(List<KeyRange> asked) {
        return ledger.readBarrier(barrierLimit)
                .thenCompose(ledger::certified)
                .thenCompose(certified -> ledger.stateReceipt(asked, OptionalLong.empty()))
                .thenApplyAsync(receipt -> answers(asked, receipt));
    }

    private StateAnswers answers(List<KeyRange> asked, StateReceipt receipt) {
        Verification.ValidState valid = (Verification.ValidState) verify(receipt);
        if (!receipt.asked().equals(asked)) {
            throw notProven("the answer is to another question");
        }
        List<List<StateAnswers.Found>> answers = new ArrayList<>();
        for (Verification.Answer answer : valid.answers()) {
            answers.add(answer.entries().stream()
                    .map(entry -> new StateAnswers.Found(
                            entry.key().key(),
                            entry.value().orElseThrow(() -> notProven("the answer leaves a value out"))))
                    .toList());
        }
        return new StateAnswers(answers, valid.height());
    }

    private Verification verify(Proof proof) {
        Verification verification =
                verifier.verify(proof, ledger.members(), Policy.any().ofChain(ledger.chainId()));
        if (verification instanceof Verification.Invalid invalid) {
            throw notProven(invalid.explanation());
        }
        return verification;
    }

    private static CompletionException notProven(String why) {
        return new CompletionException(new HealthException.NotProven(why));
    }
}
