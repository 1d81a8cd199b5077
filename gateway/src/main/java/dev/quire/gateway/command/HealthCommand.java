package dev.quire.gateway.command;

import dev.quire.gateway.audit.LeakScanCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire health}. */
@Command(
        name = "health",
        description = "Hospitals' records and patients' consent.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PatientCommand.class,
            HospitalCommand.class,
            ClinicianCommand.class,
            OfficerCommand.class,
            HealthTestnetCommand.class,
            LeakScanCommand.class
        })
final class HealthCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
