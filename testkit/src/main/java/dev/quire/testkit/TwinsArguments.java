package dev.quire.testkit;

import dev.quire.testkit.twins.Scenario;
import dev.quire.testkit.twins.ScenarioFormat;
import dev.quire.testkit.twins.ScenarioGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a command line of {@code ./simulate twins} asks for.
 *
 * @param scenarios those to play with each seed; empty: each seed has its own
 * @param nodes of generated scenarios; 0: as the seed has it
 * @param twins of generated scenarios; -1: as the seed has it
 */
record TwinsArguments(
        List<Scenario> scenarios, long first, long last, int nodes, int twins, boolean json, boolean trace) {
    static final String USAGE = """
            usage: ./simulate twins --seeds A..B [--nodes N] [--twins N] [-o json] [--trace]
                   ./simulate twins --file FILE [--seeds A..B] [-o json]
                   ./simulate twins --scenario JSON [--seeds A..B] [-o json] [--trace]
              --seeds A..B     play the generated scenarios of these seeds; A alone for one
              --nodes N        4 to 10 members in each; without it four, in some seven
              --twins N        so many members are two; without it as many as PBFT bears, or fewer
              --file FILE      play the scenarios of a file, with these seeds of the network, both with view changes that
                               pass between partitions and without
              --scenario JSON  play this one
              -o json          the result as JSON on the standard output
              --trace          every step on the standard error; for one run
            """;
    private static final int MAX_NODES = 10;

    /** One scenario in one network. */
    record Run(Scenario scenario, long seed, String again) {}

    /**
     * @throws IllegalArgumentException saying what is wrong with the words
     * @throws IOException if a file cannot be read
     */
    static TwinsArguments parse(List<String> words) throws IOException {
        Map<String, String> options = new TreeMap<>(
                Map.of("--seeds", "1", "--nodes", "0", "--twins", "-1", "--file", "", "--scenario", "", "-o", "text"));
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
        return of(options, trace);
    }

    private static TwinsArguments of(Map<String, String> options, boolean trace) throws IOException {
        int nodes = Integer.parseInt(options.getOrDefault("--nodes", ""));
        if (nodes != 0 && (nodes < 4 || nodes > MAX_NODES)) {
            throw new IllegalArgumentException("--nodes must be 4 to " + MAX_NODES);
        }
        String[] seeds = options.getOrDefault("--seeds", "").split("\\.\\.", 2);
        return new TwinsArguments(
                scenarios(options.getOrDefault("--file", ""), options.getOrDefault("--scenario", "")),
                Long.parseLong(seeds[0]),
                Long.parseLong(seeds[seeds.length - 1]),
                nodes,
                Integer.parseInt(options.getOrDefault("--twins", "")),
                options.getOrDefault("-o", "").equals("json"),
                trace);
    }

    private static List<Scenario> scenarios(String file, String line) throws IOException {
        if (!line.isEmpty()) {
            return List.of(ScenarioFormat.parse(line));
        }
        return file.isEmpty()
                ? List.of()
                : ScenarioFormat.readAll(Path.of(file)).stream()
                        .flatMap(one -> Stream.of(one.viewChangesPass(false), one.viewChangesPass(true)))
                        .toList();
    }

    long count() {
        return (last - first + 1) * Math.max(1, scenarios.size());
    }

    Stream<Run> runs() {
        return LongStream.rangeClosed(first, last)
                .boxed()
                .flatMap(seed -> scenarios.isEmpty()
                        ? Stream.of(generated(seed))
                        : scenarios.stream().map(one -> new Run(one, seed, again(one, seed))));
    }

    private Run generated(long seed) {
        String again = "./simulate twins --seeds " + seed + (nodes > 0 ? " --nodes " + nodes : "")
                + (twins >= 0 ? " --twins " + twins : "");
        return new Run(ScenarioGenerator.generate(seed, nodes, twins), seed, again);
    }

    static String again(Scenario scenario, long seed) {
        return "./simulate twins --seeds " + seed + " --scenario '" + ScenarioFormat.line(scenario) + "'";
    }
}
