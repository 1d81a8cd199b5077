package dev.quire.testkit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.testkit.twins.Scenario;
import dev.quire.testkit.twins.ScenarioShrinking;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plays Twins scenarios and prints for each that fails the line which plays it again, and one that plays the smallest
 * scenario found that fails as well.
 */
final class TwinsSeries {
    private static final int MOST_SHRUNK = 3;
    private static final int MOST_ATTEMPTS = 200;

    /** A run that failed, and the line of the smallest scenario that fails, where one was looked for. */
    private record Failure(String again, String reason, Optional<String> smallest) {}

    private final TwinsArguments arguments;
    private final SimProtocols.Maker protocol;
    private final PrintStream out;
    private final PrintStream err;
    private final Progress progress;
    private final TwinsCounters counters = new TwinsCounters();
    private final List<Failure> failures = new ArrayList<>();
    private long done;
    private long virtualMicros;
    private long mostLeaders;

    TwinsSeries(TwinsArguments arguments, SimProtocols.Maker protocol, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.protocol = protocol;
        this.out = out;
        this.err = err;
        this.progress = new Progress(err, Progress.onTerminal(), arguments.count());
    }

    /** Returns the exit code: 1 if a scenario failed. */
    int run() {
        arguments.runs().forEach(run -> {
            play(run);
            progress.step(failures.size());
        });
        if (arguments.json()) {
            out.println(json());
        } else {
            for (TwinsSituation situation : TwinsSituation.values()) {
                out.printf("%10d  %s%n", counters.of(situation), situation);
            }
            out.printf(
                    "%d scenarios, %d failed, %d simulated seconds, a new block under %d leaders at most%n",
                    done, failures.size(), virtualMicros / 1_000_000, mostLeaders);
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private void play(TwinsArguments.Run run) {
        boolean alone = arguments.count() == 1;
        done++;
        try {
            TwinsResult result = new TwinsWorld(
                            run.scenario(),
                            run.seed(),
                            protocol,
                            arguments.trace() && alone ? Optional.of(err::println) : Optional.empty())
                    .run();
            virtualMicros += result.virtualMicros();
            mostLeaders = Math.max(mostLeaders, result.leadersUntilBlock());
            counters.add(result.counters());
            if (alone) {
                err.println(run.scenario().name() + ": " + result.blocks() + " blocks, trace " + result.traceHash());
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            failed(run, e);
        }
    }

    private void failed(TwinsArguments.Run run, Throwable failure) {
        progress.interrupt();
        err.println("FAILED: " + run.again() + "  # " + failure.getMessage());
        if (arguments.count() == 1) {
            failure.printStackTrace(err);
        }
        Optional<String> smallest = Optional.empty();
        if (failures.size() < MOST_SHRUNK) {
            Scenario scenario = new ScenarioShrinking(
                            one -> failure(one, run.seed()).isPresent(), MOST_ATTEMPTS)
                    .shrink(run.scenario());
            smallest = Optional.of(arguments.again(scenario, run.seed()));
            err.println("  smallest: " + smallest.get() + "  # "
                    + failure(scenario, run.seed()).orElse("does not fail"));
        }
        failures.add(new Failure(run.again(), String.valueOf(failure.getMessage()), smallest));
    }

    private Optional<String> failure(Scenario scenario, long seed) {
        try {
            new TwinsWorld(scenario, seed, protocol, Optional.empty()).run();
            return Optional.empty();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private String json() {
        ObjectNode result = JsonMapper.builder().build().createObjectNode();
        result.put("firstSeed", arguments.seeds().first())
                .put("lastSeed", arguments.seeds().last())
                .put("scenarios", done)
                .put("virtualMicros", virtualMicros)
                .put("mostLeaders", mostLeaders);
        var list = result.putArray("failures");
        for (Failure failure : failures) {
            ObjectNode node = list.addObject();
            node.put("again", failure.again()).put("reason", failure.reason());
            failure.smallest().ifPresent(line -> node.put("smallest", line));
        }
        ObjectNode reached = result.putObject("situations");
        for (TwinsSituation situation : TwinsSituation.values()) {
            reached.put(situation.name(), counters.of(situation));
        }
        return result.toString();
    }
}
