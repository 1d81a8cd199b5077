package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.ConsensusMode;
import dev.quire.codec.MalformedException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Valid;
import dev.quire.receipt.Verification.ValidHeader;
import dev.quire.receipt.Verification.ValidState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire verify-receipt FILE --members FILE}: offline, with the code that {@code ledger-verify} has. */
@Command(
        name = "verify-receipt",
        aliases = "verify-proof",
        description = "Check offline what a receipt or proof proves. 0: valid, 1: not.",
        mixinStandardHelpOptions = true)
public final class VerifyReceiptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the receipt or proof, in binary or JSON")
    private Path file;

    @Option(names = "--members", paramLabel = "FILE", required = true, description = "the members to trust")
    private Path membersFile;

    @Option(
            names = "--least-mode",
            paramLabel = "MODE",
            defaultValue = "CFT",
            description = "${COMPLETION-CANDIDATES}; BFT takes no certificate that a lying majority can make; "
                    + "default: ${DEFAULT-VALUE}")
    private ConsensusMode leastMode;

    @Option(
            names = "--least-signatures",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many members must have signed; a quorum in any case")
    private int leastSignatures;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        MembersFile trusted = TrustedMembers.read(membersFile);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        Proof proof;
        try {
            proof = ProofFile.read(file);
        } catch (MalformedException e) {
            answer.put("valid", false).put("reason", "MALFORMED").put("explanation", e.getMessage());
            output.print(answer);
            return ExitCode.NO;
        }
        Policy policy = new Policy(leastMode, Math.max(0, leastSignatures), Optional.of(trusted.chainId()));
        Verification verification = new ReceiptVerifier().verify(proof, trusted.members(), policy);
        answer.put("valid", verification.isValid());
        if (verification instanceof Invalid invalid) {
            answer.put("reason", invalid.reason().name());
            answer.put("reasonNumber", invalid.reason().number());
            answer.put("explanation", invalid.explanation());
        } else {
            describe(proof, verification, answer);
        }
        output.print(answer);
        return verification.isValid() ? ExitCode.OK : ExitCode.NO;
    }

    private static void describe(Proof proof, Verification verification, ObjectNode answer) {
        answer.put("chainId", proof.anchor().header().chainId().toHex());
        if (verification instanceof Valid valid && proof instanceof Receipt receipt) {
            answer.put("txId", receipt.transaction().id().toHex());
            answer.put("sender", receipt.transaction().sender().toHex());
            answer.put("index", receipt.index());
            answer.put("outcome", valid.outcomeCode() == 0 ? "APPLIED" : "REFUSED");
            answer.put("outcomeCode", valid.outcomeCode());
            describe(valid.height(), valid.timeMicros(), valid.mode(), valid.signatures(), answer);
        } else if (verification instanceof ValidState valid) {
            describe(valid.height(), valid.timeMicros(), valid.mode(), valid.signatures(), answer);
            answer.set("answers", ProofFile.view(proof).path("answers"));
        } else if (verification instanceof ValidHeader valid) {
            answer.put("hash", valid.hash().toHex());
            describe(valid.height(), valid.timeMicros(), valid.mode(), valid.signatures(), answer);
        }
        answer.put("anchorHeight", proof.anchor().header().height());
    }

    private static void describe(long height, long timeMicros, ConsensusMode mode, int signatures, ObjectNode answer) {
        answer.put("height", height);
        answer.put("time", timeMicros);
        answer.put("timeUtc", Instant.EPOCH.plus(timeMicros, ChronoUnit.MICROS).toString());
        answer.put("mode", mode.name());
        answer.put("signatures", signatures);
    }
}
