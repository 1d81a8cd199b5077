package dev.quire.gateway.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire health hospital}. */
@Command(
        name = "hospital",
        description = "What a hospital does: open files, write records, employ people.",
        mixinStandardHelpOptions = true,
        subcommands = {
            HospitalEnrollCommand.class,
            HospitalSponsorCommand.class,
            HospitalClaimCommand.class,
            HospitalResealCommand.class,
            HospitalPublishCommand.class,
            HospitalDeliverDealsCommand.class,
            HospitalMarkInErrorCommand.class,
            HospitalDischargeCommand.class,
            HospitalAccessLogCommand.class,
            HospitalEmployCommand.class,
            HospitalDismissCommand.class
        })
final class HospitalCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
