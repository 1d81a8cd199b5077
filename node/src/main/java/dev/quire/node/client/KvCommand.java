package dev.quire.node.client;

import dev.quire.node.terminal.ExitCode;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire kv}: single operations as subcommands, or many from standard input with {@code --jsonl}. */
@Command(
        name = "kv",
        description = "Use the key-value plugin.",
        mixinStandardHelpOptions = true,
        subcommands = {KvPutCommand.class, KvGetCommand.class, KvCasCommand.class, KvDeleteCommand.class})
public final class KvCommand implements Callable<Integer> {
    @Option(
            names = "--jsonl",
            description = "read one operation per line, write one outcome per line; needs --endpoints and --key")
    private boolean lines;

    @Option(
            names = "--endpoints",
            paramLabel = "URL",
            split = ",",
            converter = EndpointConverter.class,
            description = "the nodes' APIs, separated by commas; operations name them by index")
    private @Nullable List<URI> endpoints;

    @Option(names = "--key", paramLabel = "FILE", description = "the key that signs")
    private @Nullable Path key;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "with --jsonl: record operations and outcomes in this new file, for ./simulate check-history")
    private @Nullable Path history;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (!lines) {
            throw new ParameterException(command.commandLine(), "one of put, get, cas, delete and --jsonl is missing");
        }
        if (endpoints == null || endpoints.isEmpty() || key == null) {
            throw new ParameterException(command.commandLine(), "--jsonl needs --endpoints and --key");
        }
        KvSession session = new KvSession(endpoints, SigningKey.account(key));
        try (KvHistory recorded = history == null ? KvHistory.none() : KvHistory.create(history)) {
            // Standard input itself: System.in is a second buffer with a lock.
            new KvLines(session, command.commandLine().getOut(), recorded)
                    .run(new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16));
        }
        return ExitCode.OK;
    }
}
