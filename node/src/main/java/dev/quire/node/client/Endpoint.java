package dev.quire.node.client;

import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The option {@code --endpoint}. */
public final class Endpoint {
    /** How long a command waits for an answer. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:7100",
            converter = EndpointConverter.class,
            description = "a node's API; default: ${DEFAULT-VALUE}")
    private URI endpoint;

    public ApiClient client() {
        return new ApiClient(endpoint, PATIENCE);
    }
}
