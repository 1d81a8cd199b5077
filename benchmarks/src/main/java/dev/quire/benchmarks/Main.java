package dev.quire.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the chosen benchmarks, prints a table, and writes a result file. Called by {@code ./bench}. */
public final class Main {
    private static final String ALL = "dev\\.quire\\.benchmarks\\..*";

    private Main() {}

    /**
     * Exits with 2 if the arguments make no sense.
     *
     * @param args {@code [--quick] [micro|raft|all] COMMIT RESULT_FILE}
     */
    public static void main(String[] args) throws IOException, RunnerException {
        List<String> words = new ArrayList<>(List.of(args));
        boolean quick = words.remove("--quick");
        if (words.size() != 3 || !List.of("all", "micro", "raft").contains(words.get(0))) {
            System.err.println("usage: [--quick] micro|raft|all COMMIT RESULT_FILE");
            System.exit(2);
        }
        run(words.get(0), quick, words.get(1), Path.of(words.get(2)));
    }

    private static void run(String set, boolean quick, String commit, Path file) throws IOException, RunnerException {
        MicroBenchmarks.Settings settings = quick ? MicroBenchmarks.Settings.QUICK : MicroBenchmarks.Settings.FULL;
        ClusterBenchmark.Load load = quick ? ClusterBenchmark.Load.QUICK : ClusterBenchmark.Load.FULL;
        String description = (quick ? "quick: " : "full: ") + "JMH " + settings + "; cluster " + load;
        Report report = new Report(Machine.thisOne(), commit, description);
        if (!set.equals("raft")) {
            say("JMH: " + settings + " each");
            Path json = Files.createTempFile("quire-jmh", ".json");
            report.addMicro(MicroBenchmarks.run(ALL, settings, json), json);
        }
        if (!set.equals("micro")) {
            ClusterBenchmark cluster = new ClusterBenchmark(load, Main::say);
            report.addCluster(set.equals("raft") ? cluster.raft() : cluster.run());
        }
        System.out.println();
        System.out.print(report.table());
        report.write(file);
        System.out.println("\nwritten to " + file);
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
