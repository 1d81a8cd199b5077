package dev.quire.node;

import dev.quire.node.audit.VerifyCommand;
import dev.quire.node.client.BlockCommand;
import dev.quire.node.client.EvidenceCommand;
import dev.quire.node.client.KvCommand;
import dev.quire.node.client.ProofCommand;
import dev.quire.node.client.ReceiptCommand;
import dev.quire.node.client.StatusCommand;
import dev.quire.node.client.TransactionCommand;
import dev.quire.node.client.VerifyReceiptCommand;
import dev.quire.node.conformance.ConformanceCommand;
import dev.quire.node.daemon.StartCommand;
import dev.quire.node.storage.BackupCommand;
import dev.quire.node.storage.DiskCommand;
import dev.quire.node.storage.RebuildStateCommand;
import dev.quire.node.storage.RepairCommand;
import dev.quire.node.storage.RestoreCommand;
import dev.quire.node.testnet.TestnetCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
        name = "quire",
        description = "A permissioned ledger: run nodes, ask them, and check what they say.",
        mixinStandardHelpOptions = true,
        version = "quire 0.1.0",
        subcommands = {
            StartCommand.class,
            TestnetCommand.class,
            StatusCommand.class,
            BlockCommand.class,
            TransactionCommand.class,
            ReceiptCommand.class,
            ProofCommand.class,
            VerifyReceiptCommand.class,
            EvidenceCommand.class,
            KvCommand.class,
            ConformanceCommand.class,
            VerifyCommand.class,
            DiskCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RepairCommand.class,
            RebuildStateCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 yes, 1 no, 2 usage, 5 no node reached, 64 bad configuration,",
            "70 a broken invariant, 74 input/output failed. The environment variable",
            "QUIRE_LOG sets the log level (ERROR, WARN, INFO, DEBUG, TRACE)."
        })
final class QuireCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
