package dev.quire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.RunnerException;

/** The benchmarks still run; what they measure here means nothing. */
class BenchmarksTest {
    private static final MicroBenchmarks.Settings TINY = new MicroBenchmarks.Settings(0, 0, 1, 20);
    private static final ClusterBenchmark.Load FEW = new ClusterBenchmark.Load(5, 20, 2, 10);

    @TempDir
    Path directory;

    @Test
    void measuresAndReports() throws IOException, RunnerException {
        Report report = new Report(Machine.thisOne(), "0123abc", "tiny");
        Path json = directory.resolve("jmh.json");
        report.addMicro(MicroBenchmarks.run(".*HashBenchmark.leafHash", TINY, json), json);
        List<ClusterResult> cluster = new ClusterBenchmark(FEW, line -> {}).raft();
        report.addCluster(cluster);

        assertThat(cluster)
                .hasSize(4)
                .allSatisfy(result -> assertThat(result.perSecond()).isPositive());
        assertThat(report.table()).contains("0123abc", "HashBenchmark.leafHash", "by a follower");
        Path file = directory.resolve("result.json");
        report.write(file);
        assertThat(Files.readString(file)).contains("transactionsPerSecond", "primaryMetric", "cores");
        assertThat(Files.readString(json)).as("JMH's own file").contains("\"jvm\"", "\"jvmArgs\"");
        assertThat(Files.readString(file))
                .as("the kept file names no place of this machine")
                .doesNotContain(
                        "\"jvm\"", "\"jvmArgs\"", System.getProperty("java.home"), System.getProperty("user.dir"));
    }

    @Test
    void measuresStorageAndProofs() throws IOException {
        StorageBenchmark.Settings tiny = new StorageBenchmark.Settings(List.of(200), 2, 900, 1);
        List<Figure> figures = new StorageBenchmark(tiny, line -> {}).run();
        Report report = new Report(Machine.thisOne(), "0123abc", tiny.toString());
        report.addStorage(figures);

        assertThat(figures)
                .hasSize(16)
                .allSatisfy(figure -> assertThat(figure.value()).as(figure.of()).isPositive());
        assertThat(figures.get(15).value())
                .as("after retention")
                .isLessThan(figures.get(14).value());
        assertThat(report.table()).contains("blocks of 1 (200 keys)", "records/key", "bytes/tx", "900 transactions");
        assertThat(report.json()).contains("\"storage\"", "keys/s");
    }

    @Test
    void measuresRecordsAndConsent() throws IOException {
        HealthBenchmark.Settings tiny = new HealthBenchmark.Settings(1, 2, 4, 2, 1, 2, 1);
        List<Figure> figures = new HealthBenchmark(tiny, line -> {}).run();
        Report report = new Report(Machine.thisOne(), "0123abc", tiny.toString());
        report.addHealth(figures);

        assertThat(figures)
                .hasSize(25)
                .allSatisfy(figure -> assertThat(figure.value()).as(figure.of()).isPositive());
        assertThat(report.table()).contains("record read", "revocation acknowledged", "vault, PostgreSQL");
        assertThat(report.json()).contains("\"health\"", "MiB/s");
    }
}
