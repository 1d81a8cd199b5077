package dev.quire.testkit.history;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code ./simulate check-history}. */
@Command(
        name = "check-history",
        description = "Says whether what clients recorded is linearizable.",
        sortOptions = false,
        // What cannot be judged must not look like a history that is not linearizable.
        exitCodeOnExecutionException = HistoryCommand.UNREADABLE,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:linearizable",
            "1:not linearizable",
            "2:unreadable, or wrong use",
            "3:undecided: the search reached its bound"
        })
public final class HistoryCommand implements Callable<Integer> {
    static final int UNREADABLE = 2;

    private final PrintStream out;
    private final PrintStream err;

    @Parameters(
            paramLabel = "FILE",
            description = {
                "a Jepsen log, Jepsen's maps, or Quire's JSON lines",
                "(docs/simulator.md, \"Recorded histories\")"
            })
    private Path file = Path.of("");

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "text", description = "text (default) or json")
    private Format format = Format.TEXT;

    @Option(
            names = "--max-configurations",
            paramLabel = "N",
            defaultValue = "" + LinearizabilityChecker.DEFAULT_MAX_CONFIGURATIONS,
            description = "how long to search, for each key; ${DEFAULT-VALUE} unless given")
    private long maxConfigurations = LinearizabilityChecker.DEFAULT_MAX_CONFIGURATIONS;

    @Option(names = "--help", usageHelp = true, description = "this text")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    private enum Format {
        TEXT,
        JSON
    }

    public HistoryCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Returns the exit code.
     *
     * @param words without {@code check-history}
     */
    public static int run(List<String> words, PrintStream out, PrintStream err) {
        return new CommandLine(new HistoryCommand(out, err))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(words.toArray(String[]::new));
    }

    @Override
    public Integer call() {
        if (maxConfigurations < 1) {
            err.println("check-history: --max-configurations must be 1 or more");
            return UNREADABLE;
        }
        RecordedHistory history;
        try {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new UnreadableHistoryException("there is no such file that can be read");
            }
            history = HistoryReader.read(file);
        } catch (IOException | UnreadableHistoryException e) {
            err.println("check-history: " + file + ": " + e.getMessage());
            return UNREADABLE;
        }
        HistoryReport report = HistoryReport.of(history, new LinearizabilityChecker(maxConfigurations));
        if (format == Format.JSON) {
            out.println(report.json());
        } else {
            report.print(out);
        }
        return report.exitCode();
    }
}
