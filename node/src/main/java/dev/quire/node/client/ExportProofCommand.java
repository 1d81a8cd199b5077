package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Signer;
import dev.quire.node.cose.CoseReceipt;
import dev.quire.node.cose.TreeStatement;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Invalid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire proof export FILE --members FILE --key FILE --out FILE}: a COSE Receipt, signed by who exports it. */
@Command(
        name = "export",
        description = "Check a receipt or proof, and sign what it shows as a COSE Receipt (RFC 9942).",
        mixinStandardHelpOptions = true)
final class ExportProofCommand implements Callable<Integer> {
    /** What is to be shown; lower case, as it is typed. */
    enum Shown {
        result,
        transaction,
        block,
        history
    }

    @Parameters(paramLabel = "FILE", description = "the receipt or proof, in binary or JSON; it is not changed")
    private Path file;

    @Option(names = "--members", paramLabel = "FILE", required = true, description = "the members to trust")
    private Path membersFile;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "the key that signs")
    private Path key;

    @Option(
            names = "--show",
            paramLabel = "WHAT",
            description =
                    "${COMPLETION-CANDIDATES}; default: result of a receipt, history of a header proof, else block")
    private @Nullable Shown shown;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "where to; a file there is replaced")
    private Path out;

    @Option(
            names = "--entry",
            paramLabel = "FILE",
            description = "where to write the bytes that readers need beside it; a file there is replaced")
    private @Nullable Path entryFile;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Proof proof = verified();
        TreeStatement statement = statement(proof);
        Signer signer = SigningKey.load(key);
        Bytes receipt = CoseReceipt.encode(statement, proof.anchor().header().chainId(), signer);
        ProofFile.write(out, receipt);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("tree", statement.tree()).put("root", statement.root().toHex());
        answer.put("signer", signer.publicKey().toHex()).put("file", out.toString());
        if (entryFile != null && statement.entry().isPresent()) {
            ProofFile.write(entryFile, statement.entry().get());
            answer.put("entryFile", entryFile.toString());
        }
        if (statement.path().isEmpty()) {
            output.remark(
                    "The tree has one entry, so there is no path. Readers that hold RFC 9942 to its letter want one:"
                            + " --show block gives them one");
        }
        output.print(answer);
        return ExitCode.OK;
    }

    /** Nobody signs for what does not hold. */
    private Proof verified() throws IOException {
        MembersFile trusted = TrustedMembers.read(membersFile);
        Proof proof;
        try {
            proof = ProofFile.read(file);
        } catch (MalformedException e) {
            throw new CommandException(
                    ExitCode.USAGE, file + " is no receipt or proof: " + e.getMessage(), "Name the right file");
        }
        Verification verification = new ReceiptVerifier()
                .verify(proof, trusted.members(), Policy.any().ofChain(trusted.chainId()));
        if (verification instanceof Invalid invalid) {
            throw new CommandException(
                    ExitCode.NO,
                    file + " does not hold: " + invalid.explanation(),
                    "Nothing was signed; see quire verify-proof");
        }
        return proof;
    }

    private TreeStatement statement(Proof proof) {
        Shown wanted = Optional.ofNullable(shown).orElseGet(() -> usual(proof));
        try {
            return switch (wanted) {
                case result -> TreeStatement.result(as(Receipt.class, proof, wanted));
                case transaction -> TreeStatement.transaction(as(Receipt.class, proof, wanted));
                case block -> TreeStatement.block(proof);
                case history -> TreeStatement.history(as(HeaderProof.class, proof, wanted));
            };
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.NO,
                    file + " does not show that: " + e.getMessage(),
                    "Tie it to a newer block with quire proof renew, or choose something else with --show");
        }
    }

    private static Shown usual(Proof proof) {
        if (proof instanceof Receipt) {
            return Shown.result;
        }
        return proof instanceof HeaderProof ? Shown.history : Shown.block;
    }

    private static <T extends Proof> T as(Class<T> kind, Proof proof, Shown wanted) {
        if (!kind.isInstance(proof)) {
            throw new IllegalArgumentException("it has no proof of a " + wanted);
        }
        return kind.cast(proof);
    }
}
