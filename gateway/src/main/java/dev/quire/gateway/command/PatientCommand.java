package dev.quire.gateway.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire health patient}. */
@Command(
        name = "patient",
        description = "What a patient's app does: own keys, own file, who may read.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PatientNewCommand.class,
            PatientRecoveryFileCommand.class,
            PatientEnrollCommand.class,
            PatientClaimCommand.class,
            PatientTakeoverCommand.class,
            PatientPolicyCommand.class,
            PatientGroupsCommand.class,
            PatientRecordsCommand.class,
            PatientReadCommand.class,
            PatientRequestsCommand.class,
            PatientAnswerCommand.class,
            PatientDeclineCommand.class,
            PatientGrantCommand.class,
            PatientDenyCommand.class,
            PatientRevokeCommand.class,
            PatientSyncCommand.class,
            PatientGrantsCommand.class,
            PatientAccessLogCommand.class,
            PatientEmergenciesCommand.class
        })
final class PatientCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
