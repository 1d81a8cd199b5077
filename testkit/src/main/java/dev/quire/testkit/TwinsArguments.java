package dev.quire.testkit;

import dev.quire.testkit.twins.Scenario;
import dev.quire.testkit.twins.ScenarioFormat;
import dev.quire.testkit.twins.ScenarioGenerator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which scenarios a command line of {@code ./simulate twins} asks for.
 *
 * @param command as it was called
 * @param scenarios those to play with each seed; empty: each seed has its own
 * @param nodes of generated scenarios; 0: as the seed has it
 * @param twins of generated scenarios; -1: as the seed has it
 */
record TwinsArguments(
        String command, List<Scenario> scenarios, SeedRange seeds, int nodes, int twins, boolean json, boolean trace) {
    /** One scenario in one network. */
    record Run(Scenario scenario, long seed, String again) {}

    long count() {
        return seeds.count() * Math.max(1, scenarios.size());
    }

    Stream<Run> runs() {
        return seeds.seeds()
                .boxed()
                .flatMap(seed -> scenarios.isEmpty()
                        ? Stream.of(generated(seed))
                        : scenarios.stream().map(one -> new Run(one, seed, again(one, seed))));
    }

    private Run generated(long seed) {
        String again = command + " --seeds " + seed + (nodes > 0 ? " --nodes " + nodes : "")
                + (twins >= 0 ? " --twins " + twins : "");
        return new Run(ScenarioGenerator.generate(seed, nodes, twins), seed, again);
    }

    /** The command that plays the scenario again, as this one was called. */
    String again(Scenario scenario, long seed) {
        return again(command, scenario, seed);
    }

    static String again(String command, Scenario scenario, long seed) {
        return command + " --seeds " + seed + " --scenario '" + ScenarioFormat.line(scenario) + "'";
    }
}
