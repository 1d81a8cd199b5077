package dev.quire.testkit;

import dev.quire.testkit.history.HistoryCommand;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The command {@code ./simulate}: runs a range of seeds, each a world of its own, and prints for each that fails the
 * line which runs it again, and the line of the smallest world found that fails as well. Exit code 0: all went well; 1: a
 * seed failed; 2: the command line is wrong.
 */
public final class Simulation {
    private static final long PROGRESS_EVERY = 100;
    /** A seed is shrunk by some thirty runs: of a broken protocol only the first ones are. */
    private static final int MOST_SHRUNK = 3;

    private final SimulationArguments arguments;
    private final SimProtocols.Maker protocol;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<Situation, Long> situations = new EnumMap<>(Situation.class);
    private final Map<Long, String> failures = new TreeMap<>();
    private long virtualMicros;

    private Simulation(SimulationArguments arguments, SimProtocols.Maker protocol, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.protocol = protocol;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] words) {
        System.exit(run(List.of(words), Consensus::maker, System.out, System.err));
    }

    /** The command without the process around it; returns the exit code. */
    static int run(
            List<String> words, Function<Consensus, SimProtocols.Maker> protocols, PrintStream out, PrintStream err) {
        if (!words.isEmpty() && words.get(0).equals("check-history")) {
            return HistoryCommand.run(words.subList(1, words.size()), out, err);
        }
        if (!words.isEmpty() && words.get(0).equals("twins")) {
            return TwinsCommand.run(words.subList(1, words.size()), SimProtocols::twins, out, err);
        }
        SimulationArguments arguments;
        try {
            arguments = SimulationArguments.parse(words);
        } catch (IllegalArgumentException e) {
            err.println("simulate: " + e.getMessage());
            err.print(SimulationArguments.USAGE);
            return 2;
        }
        return new Simulation(arguments, protocols.apply(arguments.consensus()), out, err).run();
    }

    private int run() {
        for (long seed = arguments.first(); seed <= arguments.last(); seed++) {
            run(seed);
            if ((seed - arguments.first() + 1) % PROGRESS_EVERY == 0) {
                err.println((seed - arguments.first() + 1) + " seeds, " + failures.size() + " failed");
            }
        }
        if (arguments.json()) {
            out.println(json());
        } else {
            for (Situation situation : Situation.values()) {
                out.printf("%10d  %s%n", situations.getOrDefault(situation, 0L), situation);
            }
            out.printf(
                    "%d seeds, %d failed, %d simulated seconds%n",
                    arguments.last() - arguments.first() + 1, failures.size(), virtualMicros / 1_000_000);
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private SimulationConfig config(long seed) {
        return new SimulationConfig(
                seed,
                arguments.nodes(),
                arguments.profile(),
                arguments.consensus().mode(),
                protocol,
                arguments.only(),
                arguments.without(),
                arguments.stormMicros(),
                arguments.liars(),
                arguments.trace() ? Optional.of(err::println) : Optional.empty());
    }

    private void run(long seed) {
        SimulationConfig config = config(seed);
        boolean alone = arguments.first() == arguments.last();
        try {
            SimulationResult result = new SimCluster(config).run();
            virtualMicros += result.virtualMicros();
            result.situations().forEach((situation, times) -> situations.merge(situation, times, Long::sum));
            if (alone) {
                err.println("seed " + seed + ": " + result.blocks() + " blocks, trace " + result.traceHash());
            }
        } catch (RuntimeException e) {
            failures.put(seed, String.valueOf(e.getMessage()));
            err.println("FAILED: " + SimulationArguments.again(config) + "  # " + e.getMessage());
            if (alone) {
                e.printStackTrace(err);
            } else if (failures.size() <= MOST_SHRUNK) {
                SimulationConfig smallest = new Shrinking(Simulation::failure).shrink(config);
                err.println("  smallest: " + SimulationArguments.again(smallest) + "  # "
                        + failure(smallest).orElse("does not fail"));
            }
        }
    }

    private static Optional<String> failure(SimulationConfig config) {
        try {
            new SimCluster(config).run();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private String json() {
        StringBuilder text = new StringBuilder("{\"consensus\":\"")
                .append(arguments.consensus().word())
                .append("\",\"profile\":\"")
                .append(arguments.profileName())
                .append("\",\"firstSeed\":")
                .append(arguments.first())
                .append(",\"lastSeed\":")
                .append(arguments.last())
                .append(",\"virtualMicros\":")
                .append(virtualMicros)
                .append(",\"failures\":[");
        String comma = "";
        for (long seed : failures.keySet()) {
            text.append(comma)
                    .append("{\"seed\":")
                    .append(seed)
                    .append(",\"again\":\"")
                    .append(SimulationArguments.again(config(seed)))
                    .append("\"}");
            comma = ",";
        }
        text.append("],\"situations\":{");
        comma = "";
        for (Situation situation : Situation.values()) {
            text.append(comma)
                    .append('"')
                    .append(situation)
                    .append("\":")
                    .append(situations.getOrDefault(situation, 0L));
            comma = ",";
        }
        return text.append("}}").toString();
    }
}
