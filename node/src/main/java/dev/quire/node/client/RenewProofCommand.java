package dev.quire.node.client;

import dev.quire.codec.MalformedException;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire proof renew FILE}. */
@Command(
        name = "renew",
        description = "Tie a receipt or proof to the newest certified block.",
        mixinStandardHelpOptions = true)
final class RenewProofCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the receipt or proof, in binary or JSON; it is not changed")
    private Path old;

    @Mixin
    private ProofFile file;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Proof proof;
        try {
            proof = ProofFile.read(old);
        } catch (MalformedException e) {
            throw new CommandException(
                    ExitCode.USAGE, old + " is no receipt or proof: " + e.getMessage(), "Name the right file");
        }
        Proof newer = endpoint.client()
                .proof("/v1/proofs/headers/" + proof.header().height() + "?header="
                        + proof.header().encoded().toHex());
        if (!(newer instanceof HeaderProof header) || !newer.header().equals(proof.header())) {
            throw new CommandException(
                    ExitCode.NO,
                    "the node has another block at height " + proof.header().height() + " than the one that " + old
                            + " is about",
                    "Check both with quire verify-receipt: either they are of two chains, or somebody has lied");
        }
        output.print(file.save(renewed(proof, header)));
        return ExitCode.OK;
    }

    private static Proof renewed(Proof proof, HeaderProof newer) {
        if (proof instanceof Receipt receipt) {
            return receipt.renewed(newer.anchor());
        }
        return proof instanceof StateReceipt receipt ? receipt.renewed(newer.anchor()) : newer;
    }
}
