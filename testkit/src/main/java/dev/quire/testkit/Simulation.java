package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import dev.quire.testkit.SimulationConfig.Profile;
import dev.quire.testkit.history.HistoryCommand;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The command {@code ./simulate}: runs a range of seeds, each a world of its own, and prints for each that fails the
 * line which runs it again. Exit code 0: all went well; 1: a seed failed; 2: the command line is wrong.
 */
public final class Simulation {
    private static final String USAGE = """
            usage: ./simulate --consensus raft --seeds A..B [--nodes N] [--profile small|chaos] [-o json] [--trace]
                   ./simulate check-history FILE [-o json]
              --seeds A..B  run the worlds of these seeds; A alone for one
              --nodes N     1 to 9 nodes in each; without it the seed decides
              --profile     small: 2.5 seconds of faults (default); chaos: a minute
              -o json       the result as JSON on the standard output
              --trace       every step on the standard error; for one seed
            """;
    private static final int MAX_NODES = 9;
    private static final long PROGRESS_EVERY = 100;

    private final PrintStream out;
    private final PrintStream err;
    private final Map<Situation, Long> situations = new EnumMap<>(Situation.class);
    private final Map<Long, String> failures = new TreeMap<>();
    private long virtualMicros;

    private Simulation(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** What the command line asks for. */
    private record Arguments(long first, long last, int nodes, Profile profile, boolean json, boolean trace) {
        static Arguments parse(List<String> words) {
            Map<String, String> options = new TreeMap<>(
                    Map.of("--consensus", "raft", "--seeds", "", "--nodes", "0", "--profile", "small", "-o", "text"));
            boolean trace = false;
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).equals("--trace")) {
                    trace = true;
                } else if (options.containsKey(words.get(i)) && i + 1 < words.size()) {
                    options.put(words.get(i), words.get(++i));
                } else {
                    throw new IllegalArgumentException("'" + words.get(i) + "' is no option, or lacks its value");
                }
            }
            if (!options.getOrDefault("--consensus", "").equals("raft")) {
                throw new IllegalArgumentException("--consensus must be raft");
            }
            String[] seeds = options.getOrDefault("--seeds", "").split("\\.\\.", 2);
            int nodes = Integer.parseInt(options.get("--nodes"));
            if (nodes < 0 || nodes > MAX_NODES) {
                throw new IllegalArgumentException("--nodes must be 1 to " + MAX_NODES);
            }
            return new Arguments(
                    Long.parseLong(seeds[0]),
                    Long.parseLong(seeds[seeds.length - 1]),
                    nodes,
                    Profile.valueOf(options.getOrDefault("--profile", "").toUpperCase(Locale.ROOT)),
                    options.getOrDefault("-o", "").equals("json"),
                    trace);
        }
    }

    public static void main(String[] words) {
        System.exit(run(List.of(words), System.out, System.err));
    }

    /** The command without the process around it; returns the exit code. */
    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (!words.isEmpty() && words.get(0).equals("check-history")) {
            return HistoryCommand.run(words.subList(1, words.size()), out, err);
        }
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException e) {
            err.println("simulate: " + e.getMessage());
            err.print(USAGE);
            return 2;
        }
        return new Simulation(out, err).run(arguments);
    }

    private int run(Arguments arguments) {
        for (long seed = arguments.first; seed <= arguments.last; seed++) {
            run(arguments, seed);
            if ((seed - arguments.first + 1) % PROGRESS_EVERY == 0) {
                err.println((seed - arguments.first + 1) + " seeds, " + failures.size() + " failed");
            }
        }
        if (arguments.json) {
            out.println(json(arguments));
        } else {
            situations.forEach((situation, times) -> out.printf("%10d  %s%n", times, situation));
            out.printf(
                    "%d seeds, %d failed, %d simulated seconds%n",
                    arguments.last - arguments.first + 1, failures.size(), virtualMicros / 1_000_000);
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private void run(Arguments arguments, long seed) {
        SimulationConfig config = new SimulationConfig(
                seed,
                arguments.nodes,
                arguments.profile,
                ConsensusMode.CFT,
                SimProtocols::raft,
                arguments.trace ? Optional.of(err::println) : Optional.empty());
        try {
            SimulationResult result = new SimCluster(config).run();
            virtualMicros += result.virtualMicros();
            result.situations().forEach((situation, times) -> situations.merge(situation, times, Long::sum));
            if (arguments.first == arguments.last) {
                err.println("seed " + seed + ": " + result.blocks() + " blocks, trace " + result.traceHash());
            }
        } catch (RuntimeException e) {
            failures.put(seed, String.valueOf(e.getMessage()));
            err.println("FAILED: " + again(arguments, seed) + "  # " + e.getMessage());
            if (arguments.first == arguments.last) {
                e.printStackTrace(err);
            }
        }
    }

    private static String again(Arguments arguments, long seed) {
        return "./simulate --consensus raft --seeds " + seed
                + (arguments.nodes > 0 ? " --nodes " + arguments.nodes : "")
                + " --profile " + arguments.profile.name().toLowerCase(Locale.ROOT);
    }

    private String json(Arguments arguments) {
        StringBuilder text = new StringBuilder("{\"consensus\":\"raft\",\"profile\":\"")
                .append(arguments.profile.name().toLowerCase(Locale.ROOT))
                .append("\",\"firstSeed\":")
                .append(arguments.first)
                .append(",\"lastSeed\":")
                .append(arguments.last)
                .append(",\"virtualMicros\":")
                .append(virtualMicros)
                .append(",\"failures\":[");
        String comma = "";
        for (long seed : failures.keySet()) {
            text.append(comma)
                    .append("{\"seed\":")
                    .append(seed)
                    .append(",\"again\":\"")
                    .append(again(arguments, seed))
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
