package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.client.NodeProblemException;
import dev.quire.client.UntrustedAnswerException;
import dev.quire.client.VerifyingClient;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.ProvenState;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Receipt;
import dev.quire.spi.ledger.ProofUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Members' nodes over HTTP, none of which is trusted: each receipt and each answer is checked, by {@link VerifyingClient},
 * against certificates of the members that the file names. A read first follows the chain to the newest certified block
 * that any of the nodes shows, and takes no answer from before it; what no node shows it cannot know.
 */
public final class RemoteLedger implements LedgerAccess {
    private final VerifyingClient client;
    private final MembersFile trusted;
    private final Executor worker;

    /**
     * @param client used by this object only
     * @param worker runs what waits for nodes, one task after the other
     */
    public RemoteLedger(VerifyingClient client, MembersFile trusted, Executor worker) {
        this.client = client;
        this.trusted = trusted;
        this.worker = worker;
    }

    @Override
    public Hash chainId() {
        return trusted.chainId();
    }

    @Override
    public ConsensusMode mode() {
        return trusted.mode();
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        return asked(() -> client.submit(transaction));
    }

    @Override
    public CompletableFuture<StateAnswers> read(List<KeyRange> asked) {
        return asked(() -> {
            client.follow();
            VerifyingClient.ReadAll read = client.read(asked);
            List<List<StateAnswers.Found>> answers = new ArrayList<>();
            for (List<ProvenState.Entry> entries : read.answers()) {
                answers.add(entries.stream()
                        .map(entry -> new StateAnswers.Found(
                                entry.key().key(), entry.value().orElseThrow()))
                        .toList());
            }
            return new StateAnswers(answers, read.height());
        });
    }

    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    private <T> CompletableFuture<T> asked(Question<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        synchronized (client) {
                            return question.ask();
                        }
                    } catch (NodeProblemException e) {
                        throw new CompletionException(known(e));
                    } catch (UntrustedAnswerException e) {
                        throw new CompletionException(new HealthException.NotProven(String.valueOf(e.getMessage())));
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new CompletionException(e);
                    }
                },
                worker);
    }

    private static Exception known(NodeProblemException problem) {
        return problem.isTooLarge()
                ? new ProofUnavailableException(
                        ProofUnavailableException.Reason.TOO_LARGE, String.valueOf(problem.getMessage()))
                : problem;
    }
}
