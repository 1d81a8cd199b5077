package dev.quire.node;

import dev.quire.ConfigurationException;
import dev.quire.NodeStop;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.FileTrouble;
import dev.quire.node.terminal.Printable;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code quire}. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** All commands, with those that jars on the class path add. */
    public static CommandLine commandLine() {
        return commandLine(ServiceLoader.load(CommandGroup.class));
    }

    static CommandLine commandLine(Iterable<CommandGroup> added) {
        CommandLine root = new CommandLine(new QuireCommand());
        added.forEach(group -> root.addSubcommand(group.command()));
        return root.setParameterExceptionHandler(Main::explainUsage).setExecutionExceptionHandler(Main::explainFailure);
    }

    private static int explainUsage(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("quire: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'");
        err.flush();
        return ExitCode.USAGE;
    }

    /** People get what happened and what to do; the stack is for whoever sets QUIRE_LOG to DEBUG. */
    private static int explainFailure(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        log.debug("the command failed", failure);
        int exitCode;
        if (failure instanceof CommandException known) {
            err.println("quire: " + Printable.lines(String.valueOf(known.getMessage())));
            exitCode = known.exitCode();
        } else if (failure instanceof ConfigurationException configuration) {
            configuration.problems().forEach(err::println);
            exitCode = ExitCode.BAD_CONFIGURATION;
        } else {
            exitCode = NodeStop.of(failure).exitCode();
            err.println("quire: " + Printable.lines(whatHappened(failure)));
            if (exitCode != ExitCode.INPUT_OUTPUT) {
                err.println("Try again with QUIRE_LOG=DEBUG, and report what it logs");
            } else if (!saysWhatToDo(failure)) {
                err.println("Check the disk and the file's permissions, then try again");
            }
        }
        err.flush();
        return exitCode;
    }

    private static String whatHappened(Exception failure) {
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": " + FileTrouble.why(file);
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** What this program throws of storage that failed ends with the next step; what Java throws does not. */
    private static boolean saysWhatToDo(Exception failure) {
        return failure.getClass().getName().startsWith("dev.quire.");
    }
}
