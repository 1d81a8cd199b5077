package dev.quire.node.client;

import dev.quire.Account;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The nodes of one chain, and who signs.
 *
 * @param clients in the order in which operations name them
 */
record KvSession(List<ApiClient> clients, Account account, Hash chainId) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    KvSession {
        clients = List.copyOf(clients);
    }

    /** @throws CommandException if no node says which chain it is of */
    static KvSession open(List<URI> endpoints, Account account) {
        List<ApiClient> clients = endpoints.stream()
                .map(endpoint -> new ApiClient(endpoint, PATIENCE))
                .toList();
        for (ApiClient client : clients) {
            try {
                return new KvSession(
                        clients,
                        account,
                        Hash.fromHex(client.status().path("chainId").asText()));
            } catch (CommandException | IllegalArgumentException e) {
                // The next one may answer: which chain it is does not depend on whom one asks.
            }
        }
        throw new CommandException(
                ExitCode.UNREACHABLE, "no node answers at " + endpoints, "Start one: quire testnet up DIR");
    }

    Transaction transaction(KeyValueCommand command) {
        return account.transaction(chainId, KeyValueStateMachine.ID, command.encoded());
    }
}
