package dev.quire.node.testnet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.hash.Hash;
import dev.quire.node.config.Protocol;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quire testnet create DIR}. */
@Command(name = "create", description = "Make keys, genesis and configuration.", mixinStandardHelpOptions = true)
final class CreateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "a new or empty directory")
    private Path directory;

    @Option(names = "--nodes", description = "1 to 100; default: 3 for raft, 4 for pbft")
    private Optional<Integer> nodes = Optional.empty();

    @Option(
            names = "--consensus",
            defaultValue = "raft",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private Protocol consensus = Protocol.raft;

    @Option(
            names = "--base-port",
            defaultValue = "7000",
            description = "peers on this port and above, APIs 100 higher; default: ${DEFAULT-VALUE}")
    private int basePort;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Testnet testnet = testnet();
        if (Files.exists(directory) && !isEmptyDirectory(directory)) {
            throw new CommandException(
                    ExitCode.NO, directory + " exists and is not an empty directory", "Name a new directory");
        }
        Hash chainId = new TestnetFounder(testnet, consensus, new KeyValueCharter()).found();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("directory", testnet.directory().toString());
        answer.put("chainId", chainId.toHex());
        answer.put("consensus", consensus.name());
        answer.put("members", testnet.members().toString());
        answer.put("clientKey", testnet.clientKey().toString());
        var rows = answer.putArray("nodes");
        for (int node = 0; node < testnet.size(); node++) {
            ObjectNode row = rows.addObject();
            row.put("name", Testnet.name(node));
            row.put("peer", Testnet.HOST + ":" + testnet.peerPort(node));
            row.put("api", testnet.apiUrl(node));
        }
        output.print(answer);
        output.remark("Start it: quire testnet up " + directory);
        return ExitCode.OK;
    }

    private Testnet testnet() {
        try {
            return new Testnet(directory.toAbsolutePath().normalize(), nodes.orElse(consensus.usualSize()), basePort);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.findAny().isEmpty();
        }
    }
}
