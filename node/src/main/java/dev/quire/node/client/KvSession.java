package dev.quire.node.client;

import dev.quire.Account;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The nodes of one chain, and who signs. Which chain it is, is asked until a node says so; then it is known. */
final class KvSession {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<ApiClient> clients;
    private final Account account;
    private CompletableFuture<Hash> chainId =
            CompletableFuture.failedFuture(new ConnectException("nobody was asked yet"));

    /** Asks nobody yet: all nodes may be down for now. */
    KvSession(List<URI> endpoints, Account account) {
        clients = endpoints.stream()
                .map(endpoint -> new ApiClient(endpoint, PATIENCE))
                .toList();
        this.account = account;
    }

    /** In the order in which operations name them. */
    List<ApiClient> clients() {
        return clients;
    }

    /** Fails when no node answers; the next call asks again. Calls at the same time share one question. */
    synchronized CompletableFuture<Hash> chainId() {
        if (chainId.isCompletedExceptionally()) {
            chainId = askAll();
        }
        return chainId.copy();
    }

    // The first answer will do: which chain it is does not depend on whom one asks.
    private CompletableFuture<Hash> askAll() {
        CompletableFuture<Hash> first = new CompletableFuture<>();
        CompletableFuture<?>[] asked = clients.stream()
                .map(client -> client.status(PATIENCE)
                        .thenAccept(status -> first.complete(
                                Hash.fromHex(status.path("chainId").asText()))))
                .toArray(CompletableFuture[]::new);
        var unused = CompletableFuture.allOf(asked)
                .whenComplete((all, failure) ->
                        first.completeExceptionally(new ConnectException("no node answers at any endpoint")));
        return first;
    }

    Transaction transaction(Hash chain, KeyValueCommand command) {
        return account.transaction(chain, KeyValueStateMachine.ID, command.encoded());
    }
}
