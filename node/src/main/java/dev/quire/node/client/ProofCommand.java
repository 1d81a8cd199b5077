package dev.quire.node.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire proof}: files that anyone can check offline, as {@code verify-receipt} does. */
@Command(
        name = "proof",
        description = "Save proofs of state and of the chain, for verify-receipt.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ProveValueCommand.class,
            ProveRangeCommand.class,
            ProveHeaderCommand.class,
            RenewProofCommand.class,
            ExportProofCommand.class
        })
public final class ProofCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(), "one of value, range, header-consistency, renew and export is missing");
    }
}
