package dev.quire.testkit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs a range of seeds, each a world of its own, and prints for each that fails the line which runs it again, and the line
 * of the smallest world found that fails as well.
 */
public final class Simulation {
    /** A seed is shrunk by some thirty runs: of a broken protocol only the first ones are. */
    private static final int MOST_SHRUNK = 3;

    /** A seed that failed, and the line of the smallest world that fails, where one was looked for. */
    private record Failure(long seed, String again, String reason, Optional<String> smallest) {}

    private final SimulationArguments arguments;
    private final SimProtocols.Maker protocol;
    private final PrintStream out;
    private final PrintStream err;
    private final Progress progress;
    private final Map<Situation, Long> situations = new EnumMap<>(Situation.class);
    private final List<Failure> failures = new ArrayList<>();
    private long virtualMicros;

    Simulation(SimulationArguments arguments, SimProtocols.Maker protocol, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.protocol = protocol;
        this.out = out;
        this.err = err;
        this.progress =
                new Progress(err, Progress.onTerminal(), arguments.seeds().count());
    }

    /** The command {@code ./simulate}, its subcommands included. */
    public static void main(String[] words) {
        System.exit(run(List.of(words), Consensus::maker, System.out, System.err));
    }

    /** The command without the process around it; returns the exit code. */
    static int run(
            List<String> words, Function<Consensus, SimProtocols.Maker> protocols, PrintStream out, PrintStream err) {
        return SimulateCommand.execute(SimulationArguments.COMMAND, protocols, words, out, err);
    }

    /** Returns the exit code: 1 if a seed failed. */
    int run() {
        arguments.seeds().seeds().forEach(seed -> {
            run(seed);
            progress.step(failures.size());
        });
        if (arguments.json()) {
            out.println(json());
        } else {
            for (Situation situation : Situation.values()) {
                out.printf("%10d  %s%n", situations.getOrDefault(situation, 0L), situation);
            }
            out.printf(
                    "%d seeds, %d failed, %d simulated seconds%n",
                    arguments.seeds().count(), failures.size(), virtualMicros / 1_000_000);
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

    private boolean alone() {
        return arguments.seeds().count() == 1;
    }

    private void run(long seed) {
        SimulationConfig config = config(seed);
        try {
            SimulationResult result = new SimCluster(config).run();
            virtualMicros += result.virtualMicros();
            result.situations().forEach((situation, times) -> situations.merge(situation, times, Long::sum));
            if (alone()) {
                err.println("seed " + seed + ": " + result.blocks() + " blocks, trace " + result.traceHash());
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            failed(config, e);
        }
    }

    private void failed(SimulationConfig config, Throwable failure) {
        String again = arguments.line(config);
        String reason = reason(failure);
        progress.interrupt();
        err.println("FAILED: " + again + "  # " + reason);
        if (alone()) {
            failure.printStackTrace(err);
        }
        Optional<String> smallest = Optional.empty();
        if (failures.size() < MOST_SHRUNK && !arguments.trace()) {
            SimulationConfig world = new Shrinking(Simulation::failure).shrink(config);
            smallest = Optional.of(arguments.line(world));
            err.println("  smallest: " + arguments.line(world) + "  # "
                    + failure(world).orElse("does not fail"));
        }
        failures.add(new Failure(config.seed(), again, reason, smallest));
    }

    private static Optional<String> failure(SimulationConfig config) {
        try {
            new SimCluster(config).run();
            return Optional.empty();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return Optional.of(reason(e));
        }
    }

    private static String reason(Throwable failure) {
        return failure instanceof InvariantViolation ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    private String json() {
        ObjectNode result = JsonMapper.builder().build().createObjectNode();
        result.put("consensus", arguments.consensus().word())
                .put("profile", arguments.profileName())
                .put("firstSeed", arguments.seeds().first())
                .put("lastSeed", arguments.seeds().last())
                .put("virtualMicros", virtualMicros);
        var list = result.putArray("failures");
        for (Failure failure : failures) {
            ObjectNode node = list.addObject();
            node.put("seed", failure.seed()).put("again", failure.again()).put("reason", failure.reason());
            failure.smallest().ifPresent(line -> node.put("smallest", line));
        }
        ObjectNode reached = result.putObject("situations");
        for (Situation situation : Situation.values()) {
            reached.put(situation.name(), situations.getOrDefault(situation, 0L));
        }
        return result.toString();
    }
}
