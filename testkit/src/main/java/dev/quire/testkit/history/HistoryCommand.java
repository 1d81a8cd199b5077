package dev.quire.testkit.history;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The command {@code ./simulate check-history}. Exit code 0: the history is linearizable; 1: it is not; 2: it cannot be
 * read, or the command line is wrong; 3: the search reached its bound, and nothing is known.
 */
public final class HistoryCommand {
    private static final String USAGE = """
            usage: ./simulate check-history FILE [-o json] [--max-configurations N]
              FILE  a Jepsen log, Jepsen's maps, or Quire's JSON lines (docs/simulator.md, "Recorded histories")
              -o json                 the verdict as JSON on the standard output
              --max-configurations N  how long to search, for each key; 1000000 unless given
            """;

    private static final int UNREADABLE = 2;

    /** What the command line asks for. */
    private record Arguments(Path file, boolean json, long maxConfigurations) {
        static Arguments parse(List<String> words) {
            Optional<Path> file = Optional.empty();
            boolean json = false;
            long maxConfigurations = LinearizabilityChecker.DEFAULT_MAX_CONFIGURATIONS;
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (word.equals("-o") || word.equals("--max-configurations")) {
                    if (++i == words.size()) {
                        throw new IllegalArgumentException(word + " lacks its value");
                    }
                    if (word.equals("-o")) {
                        json = isJson(words.get(i));
                    } else {
                        maxConfigurations = positive(words.get(i));
                    }
                } else if (word.startsWith("-") || file.isPresent()) {
                    throw new IllegalArgumentException("'" + word + "' is no option, or one file too many");
                } else {
                    file = Optional.of(Path.of(word));
                }
            }
            return new Arguments(
                    file.orElseThrow(() -> new IllegalArgumentException("FILE is missing")), json, maxConfigurations);
        }

        private static boolean isJson(String format) {
            if (!format.equals("json") && !format.equals("text")) {
                throw new IllegalArgumentException("-o must be json or text");
            }
            return format.equals("json");
        }

        private static long positive(String number) {
            if (!number.matches("[1-9][0-9]{0,17}")) {
                throw new IllegalArgumentException("--max-configurations must be a number, 1 or more");
            }
            return Long.parseLong(number);
        }
    }

    private HistoryCommand() {}

    /**
     * Returns the exit code.
     *
     * @param words without {@code check-history}
     */
    public static int run(List<String> words, PrintStream out, PrintStream err) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException e) {
            err.println("check-history: " + e.getMessage());
            err.print(USAGE);
            return UNREADABLE;
        }
        Path file = arguments.file;
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
        HistoryReport report = HistoryReport.of(history, new LinearizabilityChecker(arguments.maxConfigurations));
        if (arguments.json) {
            out.println(report.json());
        } else {
            report.print(out);
        }
        return report.exitCode();
    }
}
