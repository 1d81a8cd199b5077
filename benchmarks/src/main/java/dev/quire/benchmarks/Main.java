package dev.quire.benchmarks;

import dev.quire.benchmarks.Arguments.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the chosen benchmarks, prints a table or JSON, and keeps the results if asked to. Called by {@code ./bench}. */
public final class Main {
    private static final String EVERY_CLASS = "dev\\.quire\\.benchmarks\\..*";

    private Main() {}

    /** Exits with 2 if the arguments make no sense. */
    public static void main(String[] words) throws IOException, RunnerException {
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Arguments.USAGE);
            System.exit(2);
            return;
        }
        Report report = run(arguments);
        System.out.print(arguments.json() ? report.json() : "\n" + report.table());
        if (arguments.keep().isPresent()) {
            report.write(arguments.keep().get());
            say("written to " + arguments.keep().get());
        }
    }

    private static Report run(Arguments arguments) throws IOException, RunnerException {
        boolean quick = arguments.quick();
        What what = arguments.what();
        MicroBenchmarks.Settings micro = quick ? MicroBenchmarks.Settings.QUICK : MicroBenchmarks.Settings.FULL;
        ClusterBenchmark.Load load = quick ? ClusterBenchmark.Load.QUICK : ClusterBenchmark.Load.FULL;
        ConsensusBenchmark.Settings consensus = (quick
                        ? ConsensusBenchmark.Settings.QUICK
                        : ConsensusBenchmark.Settings.FULL)
                .only(arguments.protocols());
        StorageBenchmark.Settings storage = quick ? StorageBenchmark.Settings.QUICK : StorageBenchmark.Settings.FULL;
        HealthBenchmark.Settings health = quick ? HealthBenchmark.Settings.QUICK : HealthBenchmark.Settings.FULL;
        String settings = describe(arguments, micro.toString(), load, consensus, storage, health);
        Report report = new Report(Machine.thisOne(), arguments.commit(), settings);
        if (what.includes(What.MICRO)) {
            say("JMH: " + micro + " each");
            Path json = Files.createTempFile("quire-jmh", ".json");
            report.addMicro(MicroBenchmarks.run(EVERY_CLASS, micro, json), json);
        }
        if (what.includes(What.RAFT)) {
            ClusterBenchmark cluster = new ClusterBenchmark(load, Main::say);
            report.addCluster(what == What.RAFT ? cluster.raft() : cluster.run());
        }
        if (what.includes(What.CONSENSUS)) {
            report.addConsensus(measure(consensus));
        }
        if (what.includes(What.STORAGE)) {
            report.addStorage(new StorageBenchmark(storage, Main::say).run());
        }
        if (what.includes(What.HEALTH)) {
            report.addHealth(new HealthBenchmark(health, Main::say).run());
        }
        return report;
    }

    private static String describe(
            Arguments arguments,
            String micro,
            ClusterBenchmark.Load load,
            ConsensusBenchmark.Settings consensus,
            StorageBenchmark.Settings storage,
            HealthBenchmark.Settings health) {
        String text = arguments.quick() ? "quick" : "full";
        text += arguments.what().includes(What.MICRO) ? "; JMH " + micro : "";
        text += arguments.what().includes(What.RAFT) ? "; cluster " + load : "";
        text += arguments.what().includes(What.CONSENSUS) ? "; consensus " + consensus : "";
        text += arguments.what().includes(What.STORAGE) ? "; storage " + storage : "";
        return text + (arguments.what().includes(What.HEALTH) ? "; health " + health : "");
    }

    private static List<ConsensusResult> measure(ConsensusBenchmark.Settings settings) throws IOException {
        if (!Boolean.getBoolean("quire.bench.terminal")) {
            return new ConsensusBenchmark(settings, Main::say).run();
        }
        try (Steps steps = new Steps(settings.steps())) {
            return new ConsensusBenchmark(settings, steps).run();
        }
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
