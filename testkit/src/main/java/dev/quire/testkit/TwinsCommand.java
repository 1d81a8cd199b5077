package dev.quire.testkit;

import dev.quire.testkit.twins.Scenario;
import dev.quire.testkit.twins.ScenarioShrinking;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command {@code ./simulate twins}: plays Twins scenarios and prints for each that fails the line which plays it again,
 * and one that plays the smallest scenario found that fails as well. Exit code 0: all went well; 1: a scenario failed; 2:
 * the command line is wrong, or a file cannot be read.
 */
final class TwinsCommand {
    private static final int PROGRESS_STEPS = 20;
    private static final int MOST_SHRUNK = 3;
    private static final int MOST_ATTEMPTS = 200;

    private final TwinsArguments arguments;
    private final SimProtocols.Maker protocol;
    private final PrintStream out;
    private final PrintStream err;
    private final TwinsCounters counters = new TwinsCounters();
    private final List<String> failures = new ArrayList<>();
    private long done;
    private long virtualMicros;
    private long mostLeaders;

    private TwinsCommand(TwinsArguments arguments, SimProtocols.Maker protocol, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.protocol = protocol;
        this.out = out;
        this.err = err;
    }

    /**
     * Returns the exit code.
     *
     * @param words without {@code twins}
     */
    static int run(List<String> words, SimProtocols.Maker protocol, PrintStream out, PrintStream err) {
        TwinsArguments arguments;
        try {
            arguments = TwinsArguments.parse(words);
        } catch (IllegalArgumentException | IOException e) {
            err.println("simulate twins: " + e.getMessage());
            err.print(TwinsArguments.USAGE);
            return 2;
        }
        return new TwinsCommand(arguments, protocol, out, err).run();
    }

    private int run() {
        arguments.runs().forEach(run -> {
            play(run);
            showProgress();
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
        } catch (RuntimeException e) {
            failed(run, e);
        }
    }

    private void failed(TwinsArguments.Run run, RuntimeException failure) {
        failures.add(run.again());
        err.println("FAILED: " + run.again() + "  # " + failure.getMessage());
        if (arguments.count() == 1) {
            failure.printStackTrace(err);
        }
        if (failures.size() <= MOST_SHRUNK) {
            Scenario smallest = new ScenarioShrinking(
                            one -> failure(one, run.seed()).isPresent(), MOST_ATTEMPTS)
                    .shrink(run.scenario());
            err.println("  smallest: " + TwinsArguments.again(smallest, run.seed()) + "  # "
                    + failure(smallest, run.seed()).orElse("does not fail"));
        }
    }

    private Optional<String> failure(Scenario scenario, long seed) {
        try {
            new TwinsWorld(scenario, seed, protocol, Optional.empty()).run();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Also where the output goes to a file: a line for each step. */
    private void showProgress() {
        long steps = done * PROGRESS_STEPS / arguments.count();
        if (arguments.count() >= PROGRESS_STEPS && steps > (done - 1) * PROGRESS_STEPS / arguments.count()) {
            err.printf(
                    "[%s%s] %d of %d, %d failed%n",
                    "#".repeat((int) steps),
                    ".".repeat(PROGRESS_STEPS - (int) steps),
                    done,
                    arguments.count(),
                    failures.size());
        }
    }

    private String json() {
        StringBuilder text = new StringBuilder("{\"firstSeed\":")
                .append(arguments.first())
                .append(",\"lastSeed\":")
                .append(arguments.last())
                .append(",\"scenarios\":")
                .append(done)
                .append(",\"virtualMicros\":")
                .append(virtualMicros)
                .append(",\"mostLeaders\":")
                .append(mostLeaders)
                .append(",\"failures\":[");
        String comma = "";
        for (String again : failures) {
            text.append(comma).append('"').append(again.replace("\"", "\\\"")).append('"');
            comma = ",";
        }
        text.append("],\"situations\":{");
        comma = "";
        for (TwinsSituation situation : TwinsSituation.values()) {
            text.append(comma).append('"').append(situation).append("\":").append(counters.of(situation));
            comma = ",";
        }
        return text.append("}}").toString();
    }
}
