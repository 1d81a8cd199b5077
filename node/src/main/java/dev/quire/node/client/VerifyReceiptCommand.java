package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Valid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire verify-receipt FILE --members FILE}: offline, with the code that {@code ledger-verify} has. */
@Command(
        name = "verify-receipt",
        description = "Check offline what a receipt proves. 0: valid, 1: not.",
        mixinStandardHelpOptions = true)
public final class VerifyReceiptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the receipt")
    private Path file;

    @Option(names = "--members", paramLabel = "FILE", required = true, description = "the members to trust")
    private Path membersFile;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        MembersFile trusted = TrustedMembers.read(membersFile);
        Bytes encoded = TrustedMembers.bytes(file, Receipt.MAX_SIZE);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        Receipt receipt;
        try {
            receipt = Receipt.decode(encoded);
        } catch (MalformedException e) {
            answer.put("valid", false).put("reason", "MALFORMED").put("explanation", e.getMessage());
            output.print(answer);
            return ExitCode.NO;
        }
        Policy policy = Policy.any().ofChain(trusted.chainId());
        Verification verification = new ReceiptVerifier().verify(receipt, trusted.members(), policy);
        answer.put("valid", verification.isValid());
        if (verification instanceof Valid valid) {
            describe(receipt, valid, answer);
        } else if (verification instanceof Invalid invalid) {
            answer.put("reason", invalid.reason().name());
            answer.put("reasonNumber", invalid.reason().number());
            answer.put("explanation", invalid.explanation());
        }
        output.print(answer);
        return verification.isValid() ? ExitCode.OK : ExitCode.NO;
    }

    private static void describe(Receipt receipt, Valid valid, ObjectNode answer) {
        answer.put("txId", receipt.transaction().id().toHex());
        answer.put("sender", receipt.transaction().sender().toHex());
        answer.put("chainId", receipt.transaction().chainId().toHex());
        answer.put("height", valid.height());
        answer.put("index", receipt.index());
        answer.put("time", valid.timeMicros());
        answer.put(
                "timeUtc",
                Instant.EPOCH.plus(valid.timeMicros(), ChronoUnit.MICROS).toString());
        answer.put("outcome", valid.outcomeCode() == 0 ? "APPLIED" : "REFUSED");
        answer.put("outcomeCode", valid.outcomeCode());
        answer.put("mode", valid.mode().name());
        answer.put("signatures", valid.signatures());
        answer.put("anchorHeight", receipt.anchor().header().height());
    }
}
