package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire kv get}. */
@Command(name = "get", description = "Show what a key holds. 0: a value, 1: none.", mixinStandardHelpOptions = true)
final class KvGetCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private enum Level {
        linearizable,
        local
    }

    @Parameters(paramLabel = "KEY", description = "text of 1 to 64 bytes")
    private String key;

    @Option(
            names = "--level",
            defaultValue = "linearizable",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private Level level;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        ApiClient client = endpoint.client();
        ObjectNode answer = (ObjectNode) client.await(client.value("kv", Bytes.utf8(key), level.name(), PATIENCE));
        boolean present = answer.path("present").asBoolean();
        answer.put("key", key);
        if (present) {
            String hex = answer.remove("value").asText();
            ValueText.of(Bytes.fromHex(hex))
                    .ifPresentOrElse(text -> answer.put("value", text), () -> answer.put("valueHex", hex));
        }
        output.print(answer);
        return present ? ExitCode.OK : ExitCode.NO;
    }
}
