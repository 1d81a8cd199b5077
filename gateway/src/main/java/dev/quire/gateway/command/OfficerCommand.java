package dev.quire.gateway.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire health officer}. */
@Command(
        name = "officer",
        description = "What a privacy officer does: judge emergencies afterwards.",
        mixinStandardHelpOptions = true,
        subcommands = {OfficerReviewsCommand.class, OfficerReviewCommand.class})
final class OfficerCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
