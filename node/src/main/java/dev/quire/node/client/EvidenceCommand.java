package dev.quire.node.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.LedgerNode;
import dev.quire.StoredEvidence;
import dev.quire.block.Evidence;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.node.api.EvidenceView;
import dev.quire.node.config.NodeSettings;
import dev.quire.node.config.PluginCatalog;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.EvidenceVerifier;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Verification.Invalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire evidence [DIR]}: lists what proves that members lied, and checks it here, without trust in the node. */
@Command(
        name = "evidence",
        description = "List and check the proofs of members' lies that a node has kept. 0: all hold, 1: one does not.",
        mixinStandardHelpOptions = true)
public final class EvidenceCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "a node's directory, with its node.properties; without it, the node at --endpoint is asked")
    private @Nullable Path directory;

    @Mixin
    private Endpoint endpoint;

    @Option(
            names = "--members",
            paramLabel = "FILE",
            description = "the members to trust; default for DIR: those of its genesis document")
    private @Nullable Path membersFile;

    @Mixin
    private Output output;

    private final EvidenceVerifier verifier = new EvidenceVerifier();
    private final ArrayNode rows = JsonNodeFactory.instance.arrayNode();

    /** Against what evidence is checked. */
    private record Trust(Hash chainId, MemberSet members) {
        static Trust in(Path membersFile) throws IOException {
            MembersFile file = TrustedMembers.read(membersFile);
            return new Trust(file.chainId(), file.members());
        }

        static Trust in(Genesis genesis) {
            return new Trust(LedgerNode.chainIdOf(genesis, PluginCatalog.choose(genesis)), genesis.members());
        }
    }

    @Override
    public Integer call() throws IOException {
        boolean allHold = directory == null ? checkAnswer() : checkDirectory(directory);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("count", rows.size());
        answer.put("valid", allHold);
        answer.set("evidence", rows);
        output.print(answer);
        return allHold ? ExitCode.OK : ExitCode.NO;
    }

    private boolean checkAnswer() throws IOException {
        if (membersFile == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "a node's word is not enough to check evidence: nobody is named to trust",
                    "Name the members' keys with --members FILE");
        }
        Trust trust = Trust.in(membersFile);
        boolean allHold = true;
        for (JsonNode row : endpoint.client().evidence().path("evidence")) {
            allHold &= check(Optional.empty(), base64(row.path("evidence").asText()), trust);
        }
        return allHold;
    }

    private boolean checkDirectory(Path node) throws IOException {
        Path config = node.resolve("node.properties");
        if (!Files.isRegularFile(config)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    node + " is no node's directory: it has no node.properties",
                    "Name a node's directory, such as DIR/node-0 of a testnet");
        }
        NodeSettings settings = NodeSettings.load(config);
        Trust trust = membersFile == null ? Trust.in(settings.genesis()) : Trust.in(membersFile);
        boolean allHold = true;
        for (Map.Entry<String, Bytes> file :
                StoredEvidence.read(settings.dataDir()).entrySet()) {
            allHold &= check(Optional.of(file.getKey()), file.getValue(), trust);
        }
        return allHold;
    }

    private static Bytes base64(String text) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.NO, "the node's answer is not base64: " + e.getMessage(), "Ask another node");
        }
    }

    /** Adds a row, and says whether the evidence holds. */
    private boolean check(Optional<String> file, Bytes encoded, Trust trust) {
        ObjectNode row = rows.addObject();
        file.ifPresent(name -> row.put("file", name));
        Optional<String> problem;
        try {
            Evidence evidence = Evidence.decode(encoded);
            problem = verifier.verify(evidence, trust.chainId(), trust.members())
                    .map((Invalid invalid) -> invalid.reason() + ": " + invalid.explanation());
            row.put("valid", problem.isEmpty());
            row.setAll(EvidenceView.of(evidence));
        } catch (MalformedException e) {
            problem = Optional.of("MALFORMED: " + e.getMessage());
            row.put("valid", false);
        }
        problem.ifPresent(why -> row.put("problem", why));
        return problem.isEmpty();
    }
}
