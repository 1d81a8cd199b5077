package dev.quire.gateway.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire health clinician}. */
@Command(
        name = "clinician",
        description = "What somebody who reads does: ask, read, break the glass.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ClinicianRequestCommand.class,
            ClinicianAnswerCommand.class,
            ClinicianRecordsCommand.class,
            ClinicianReadCommand.class,
            ClinicianBreakGlassCommand.class
        })
final class ClinicianCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
