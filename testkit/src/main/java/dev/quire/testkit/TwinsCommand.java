package dev.quire.testkit;

import dev.quire.testkit.twins.Scenario;
import dev.quire.testkit.twins.ScenarioFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code ./simulate twins}. */
@Command(
        name = "twins",
        description =
                "Plays Twins scenarios: members of which there are two, in a network that is cut again and again.",
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:a scenario failed; the line that plays it again was printed",
            "2:wrong use, or a file that cannot be read"
        })
final class TwinsCommand implements Callable<Integer> {
    private static final int MIN_NODES = 4;
    private static final int MAX_NODES = 10;

    private final String name;
    private final SimProtocols.Maker protocol;
    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            defaultValue = "1",
            description = {
                "play the generated scenarios of these seeds, A alone for one;",
                "with --file or --scenario: the seeds of the network"
            })
    private SeedRange seeds = new SeedRange(1, 1);

    @Option(names = "--nodes", paramLabel = "N", description = "4 to 10 members; without it four, in some seven")
    private @Nullable Integer nodes;

    @Option(
            names = "--twins",
            paramLabel = "N",
            description = "so many members are two; without it as many as PBFT bears, or fewer")
    private @Nullable Integer twins;

    @Option(
            names = "--file",
            description = {
                "play the scenarios of a file, both with view changes that pass between",
                "partitions and without"
            })
    private @Nullable Path file;

    @Option(names = "--scenario", paramLabel = "JSON", description = "play this one")
    private @Nullable String scenario;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "text", description = "text (default) or json")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(names = "--trace", description = "every step on the standard error; for one run")
    private boolean trace;

    @Option(names = "--help", usageHelp = true, description = "this text")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    TwinsCommand(String parent, SimProtocols.Maker protocol, PrintStream out, PrintStream err) {
        this.name = parent.replaceFirst("simulate", "simulate twins");
        this.protocol = protocol;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        require(nodes == null || (nodes >= MIN_NODES && nodes <= MAX_NODES), "--nodes must be 4 to 10");
        require(twins == null || (twins >= 0 && twins < MIN_NODES), "--twins must be 0 to 3");
        require(file == null || scenario == null, "--file and --scenario exclude each other");
        return new TwinsSeries(
                        new TwinsArguments(
                                name,
                                scenarios(),
                                seeds,
                                nodes == null ? 0 : nodes,
                                twins == null ? -1 : twins,
                                format == OutputFormat.JSON,
                                trace),
                        protocol,
                        out,
                        err)
                .run();
    }

    private List<Scenario> scenarios() {
        try {
            if (scenario != null) {
                return List.of(ScenarioFormat.parse(scenario));
            }
            return file == null
                    ? List.of()
                    : ScenarioFormat.readAll(file).stream()
                            .flatMap(one -> Stream.of(one.viewChangesPass(false), one.viewChangesPass(true)))
                            .toList();
        } catch (IOException | IllegalArgumentException e) {
            throw wrong(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw wrong(otherwise);
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(Optional.ofNullable(spec).orElseThrow().commandLine(), why);
    }
}
