package dev.quire.gateway.network;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.node.config.Protocol;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.node.testnet.Testnet;
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

/** {@code quire health testnet create DIR}. */
@Command(
        name = "create",
        description = "Make a network of hospitals: keys, genesis and configuration. Start it with quire testnet up.",
        mixinStandardHelpOptions = true)
public final class CreateNetworkCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "a new or empty directory")
    private Path directory;

    @Option(names = "--hospitals", description = "3 (pbft: 4) to 64; default: 3 for raft, 4 for pbft")
    private Optional<Integer> hospitals = Optional.empty();

    @Option(
            names = "--consensus",
            defaultValue = "pbft",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private Protocol consensus = Protocol.pbft;

    @Option(
            names = "--base-port",
            defaultValue = "7000",
            description =
                    "peers on this port and above, APIs 100, member services 200 higher; default: ${DEFAULT-VALUE}")
    private int basePort;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Testnet testnet;
        NetworkFounder founder;
        try {
            testnet = new Testnet(
                    directory.toAbsolutePath().normalize(), hospitals.orElse(consensus.usualSize()), basePort);
            founder = new NetworkFounder(testnet, consensus);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (Files.exists(directory) && !isEmptyDirectory(directory)) {
            throw new CommandException(
                    ExitCode.NO, directory + " exists and is not an empty directory", "Name a new directory");
        }
        Hash chainId = founder.found();
        output.print(answer(testnet, chainId));
        output.remark("Start it: quire testnet up " + directory);
        return ExitCode.OK;
    }

    private ObjectNode answer(Testnet testnet, Hash chainId) throws IOException {
        HospitalNetwork network = HospitalNetwork.read(testnet.directory());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("directory", testnet.directory().toString());
        answer.put("chainId", chainId.toHex());
        answer.put("consensus", consensus.name());
        answer.put("network", testnet.directory().resolve(HospitalNetwork.FILE).toString());
        var rows = answer.putArray("hospitals");
        for (int i = 0; i < testnet.size(); i++) {
            Path profile = NetworkFounder.hospitalDirectory(testnet, i);
            Id orgId = HospitalProfile.read(profile).orgId();
            HospitalNetwork.Place place =
                    Optional.ofNullable(network.hospitals().get(orgId)).orElseThrow();
            ObjectNode row = rows.addObject();
            row.put("name", place.name());
            row.put("org", orgId.toHex());
            row.put("api", testnet.apiUrl(i));
            row.put("service", place.service().toString());
            row.put("profile", profile.resolve(HospitalProfile.FILE).toString());
        }
        return answer;
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
