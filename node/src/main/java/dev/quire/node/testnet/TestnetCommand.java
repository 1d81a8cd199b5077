package dev.quire.node.testnet;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quire testnet}. */
@Command(
        name = "testnet",
        description = "A chain of several nodes on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {CreateCommand.class, UpCommand.class, TestnetStatusCommand.class, DownCommand.class})
public final class TestnetCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "one of create, up, status and down is missing");
    }
}
