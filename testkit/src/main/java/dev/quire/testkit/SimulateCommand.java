package dev.quire.testkit;

import dev.quire.testkit.SimulationConfig.Profile;
import dev.quire.testkit.history.HistoryCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code ./simulate}. */
@Command(
        name = "./simulate",
        description = "Runs worlds of whole nodes in virtual time, one for each seed.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = "With --plant BUG a known error is put into the protocol; docs/simulator.md lists them.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all went well", "1:a seed failed; the line that runs it again was printed", "2:wrong use"})
final class SimulateCommand implements Callable<Integer> {
    private final String name;
    private final Function<Consensus, SimProtocols.Maker> protocols;
    private final PrintStream out;
    private final PrintStream err;

    @Option(names = "--consensus", defaultValue = "raft", description = "raft or pbft; ${DEFAULT-VALUE} unless given")
    private Consensus consensus = Consensus.RAFT;

    /** Subcommands do not need it. */
    @Option(names = "--seeds", paramLabel = "A..B", description = "these seeds; A alone for one")
    private @Nullable SeedRange seeds;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "1 to 9 nodes in each world; without it the seed decides")
    private @Nullable Integer nodes;

    @Option(
            names = "--profile",
            defaultValue = "small",
            description = {
                "small: 2.5 seconds of faults (default); chaos: a minute; byzantine: four seconds,",
                "and as many members lie as PBFT bears, or fewer"
            })
    private Profile profile = Profile.SMALL;

    @Option(
            names = "--liars",
            paramLabel = "N",
            description = "so many of --nodes lie, more than PBFT bears if that is wanted")
    private @Nullable Integer liars;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "text", description = "text (default) or json")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(names = "--trace", description = "every step on the standard error; for one seed")
    private boolean trace;

    @Option(names = "--only", paramLabel = "KIND", split = ",", description = "these faults and no others")
    private Set<FaultKind> only = EnumSet.noneOf(FaultKind.class);

    @Option(
            names = "--without",
            paramLabel = "KIND",
            split = ",",
            completionCandidates = Kinds.class,
            description = "leave out these faults; there are ${COMPLETION-CANDIDATES}")
    private Set<FaultKind> without = EnumSet.noneOf(FaultKind.class);

    @Option(
            names = "--storm-millis",
            paramLabel = "N",
            description = "how long anything may break, instead of what the profile says")
    private @Nullable Long stormMillis;

    @Option(names = "--help", usageHelp = true, description = "this text")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    private static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(FaultKind.values()).map(FaultKind::word).iterator();
        }
    }

    private SimulateCommand(
            String name, Function<Consensus, SimProtocols.Maker> protocols, PrintStream out, PrintStream err) {
        this.name = name;
        this.protocols = protocols;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs what the words ask for and returns the exit code.
     *
     * @param name the command as it was called, for the lines that run a world again
     */
    static int execute(
            String name,
            Function<Consensus, SimProtocols.Maker> protocols,
            List<String> words,
            PrintStream out,
            PrintStream err) {
        CommandLine line = new CommandLine(new SimulateCommand(name, protocols, out, err))
                .addSubcommand(new TwinsCommand(name, protocols.apply(Consensus.PBFT), out, err))
                .addSubcommand(new HistoryCommand(out, err));
        return configure(line, out, err).execute(words.toArray(String[]::new));
    }

    private static CommandLine configure(CommandLine line, PrintStream out, PrintStream err) {
        return line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(SeedRange.class, SimulateCommand::seeds)
                .registerConverter(FaultKind.class, SimulateCommand::kind);
    }

    private static SeedRange seeds(String text) {
        try {
            return SeedRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static FaultKind kind(String word) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CommandLine.TypeConversionException("'" + word + "' is no kind of fault, as are "
                        + Arrays.stream(FaultKind.values()).map(FaultKind::word).toList()));
    }

    @Override
    public Integer call() {
        return new Simulation(arguments(), protocols.apply(consensus), out, err).run();
    }

    private SimulationArguments arguments() {
        if (seeds == null) {
            throw wrong("--seeds A..B is missing");
        }
        require(nodes == null || (nodes >= 1 && nodes <= SimulationArguments.MAX_NODES), "--nodes must be 1 to 9");
        require(
                stormMillis == null || (stormMillis >= 0 && stormMillis <= 86_400_000),
                "--storm-millis is a day at most");
        require(
                consensus == Consensus.PBFT || ((liars == null || liars == 0) && profile != Profile.BYZANTINE),
                "only pbft bears liars");
        require(
                liars == null || liars == 0 || (nodes != null && liars > 0 && liars < nodes),
                "--liars needs --nodes, and a smaller number than that");
        require(!trace || seeds.count() == 1, "--trace is for one seed");
        return new SimulationArguments(
                name,
                consensus,
                seeds,
                nodes == null ? 0 : nodes,
                liars == null ? -1 : liars,
                profile,
                inOrder(only),
                inOrder(without),
                stormMillis == null ? profile.stormMicros : stormMillis * 1_000,
                format == OutputFormat.JSON,
                trace);
    }

    private static Set<FaultKind> inOrder(Set<FaultKind> kinds) {
        EnumSet<FaultKind> inOrder = EnumSet.noneOf(FaultKind.class);
        inOrder.addAll(kinds);
        return inOrder;
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
