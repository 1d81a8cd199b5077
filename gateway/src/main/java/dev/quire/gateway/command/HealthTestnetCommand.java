package dev.quire.gateway.command;

import dev.quire.gateway.network.CreateNetworkCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire health testnet}. */
@Command(
        name = "testnet",
        description = "A network of hospitals on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {CreateNetworkCommand.class})
final class HealthTestnetCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(), "create is missing; quire testnet up DIR starts what it made");
    }
}
