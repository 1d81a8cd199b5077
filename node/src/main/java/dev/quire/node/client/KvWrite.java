package dev.quire.node.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.Account;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that write have in common; mixed into each. */
final class KvWrite {
    private enum Level {
        committed,
        certified
    }

    @Mixin
    private Endpoint endpoint;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "the key that signs")
    private Path key;

    @Option(
            names = "--level",
            defaultValue = "committed",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private Level level;

    @Option(
            names = "--timeout-millis",
            defaultValue = "10000",
            description = "how long to wait, at most 60000; default: ${DEFAULT-VALUE}")
    private int timeoutMillis;

    @Mixin
    private Output output;

    /** Submits and prints; 0 if it was applied, 1 if it was refused or is still pending. */
    int submit(KeyValueCommand kv) {
        ApiClient client = endpoint.client();
        Account account = SigningKey.account(key);
        Hash chainId = Hash.fromHex(client.status().path("chainId").asText());
        Transaction transaction = account.transaction(chainId, KeyValueStateMachine.ID, kv.encoded());
        JsonNode answer = client.await(client.submit(transaction, level.name(), Duration.ofMillis(timeoutMillis)));
        ObjectNode shown = (ObjectNode) answer;
        before(answer).ifPresent(value -> shown.put("before", value));
        output.print(shown);
        boolean applied = answer.path("outcome").asText().equals("APPLIED");
        if (!answer.path("status").asText().equals("COMMITTED")) {
            output.remark("The outcome is unknown so far. Ask: quire tx " + transaction.id());
        } else if (!applied) {
            output.remark(
                    "Refused: " + KvRefusal.name(answer.path("outcomeCode").asInt()));
        }
        return applied ? ExitCode.OK : ExitCode.NO;
    }

    private static Optional<String> before(JsonNode answer) {
        try {
            return answer.path("outcome").asText().equals("APPLIED")
                    ? KeyValueStateMachine.decodeValue(
                                    Bytes.fromHex(answer.path("output").asText()))
                            .map(Bytes::toUtf8)
                    : Optional.empty();
        } catch (MalformedException | IllegalArgumentException e) {
            // The node is newer than this client and says more than it understands.
            return Optional.empty();
        }
    }
}
