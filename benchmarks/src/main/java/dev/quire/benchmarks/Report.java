package dev.quire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;

/** One run's figures, as a table for people and as JSON to be kept. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Machine machine;
    private final String commit;
    private final String settings;
    private final List<RunResult> micro = new ArrayList<>();
    private final List<ClusterResult> cluster = new ArrayList<>();
    private final List<ConsensusResult> consensus = new ArrayList<>();
    private final List<Figure> storage = new ArrayList<>();
    private final List<Figure> health = new ArrayList<>();
    private Optional<Path> microJson = Optional.empty();

    Report(Machine machine, String commit, String settings) {
        this.machine = machine;
        this.commit = commit;
        this.settings = settings;
    }

    /** @param json what JMH has written about the same results */
    void addMicro(Collection<RunResult> results, Path json) {
        micro.addAll(results);
        microJson = Optional.of(json);
    }

    void addCluster(Collection<ClusterResult> results) {
        cluster.addAll(results);
    }

    void addConsensus(Collection<ConsensusResult> results) {
        consensus.addAll(results);
    }

    void addStorage(Collection<Figure> results) {
        storage.addAll(results);
    }

    void addHealth(Collection<Figure> results) {
        health.addAll(results);
    }

    String table() {
        StringBuilder out = new StringBuilder();
        line(out, "machine   %s", machine);
        line(out, "commit    %s", commit);
        line(out, "settings  %s", settings);
        if (!micro.isEmpty()) {
            line(out, "");
            line(out, "%-46s %12s %10s  %s", "benchmark (JMH)", "average", "+-", "unit");
            micro.forEach(result -> addTo(out, result));
        }
        if (!cluster.isEmpty()) {
            line(out, "");
            line(
                    out,
                    "%-28s %7s %9s %9s %9s %9s %9s",
                    "nodes in one JVM",
                    "window",
                    "tx/s",
                    "tx/block",
                    "p50 ms",
                    "p99 ms",
                    "max ms");
            cluster.forEach(result -> line(
                    out,
                    "%-28s %7d %9.0f %9.1f %9.2f %9.2f %9.2f",
                    result.name(),
                    result.window(),
                    result.perSecond(),
                    result.transactionsPerBlock(),
                    result.millisAt(50),
                    result.millisAt(99),
                    result.maxMillis()));
        }
        if (!consensus.isEmpty()) {
            line(out, "");
            out.append(ConsensusTable.of(consensus));
        }
        addTo(out, "storage and proofs", storage);
        addTo(out, "records and consent", health);
        return out.toString();
    }

    private static void addTo(StringBuilder out, String about, List<Figure> figures) {
        if (!figures.isEmpty()) {
            line(out, "");
            line(out, "%-72s %12s  %s", about, "figure", "unit");
            figures.forEach(figure -> line(out, "%-72s %12.1f  %s", figure.of(), figure.value(), figure.unit()));
        }
    }

    private static void addTo(StringBuilder out, RunResult result) {
        String name = result.getParams().getBenchmark();
        String store = result.getParams().getParam("store");
        String shown = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1)
                + (store == null ? "" : " (" + store + ")");
        var primary = result.getPrimaryResult();
        line(
                out,
                "%-46s %12.3f %10.3f  %s",
                shown,
                primary.getScore(),
                primary.getScoreError(),
                primary.getScoreUnit());
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Results are kept with the project: where the JVM lies on one machine, and how it was told so, is not a part of them. */
    private static JsonNode withoutPaths(JsonNode results) {
        for (JsonNode result : results) {
            ((ObjectNode) result).remove(List.of("jvm", "jvmArgs"));
        }
        return results;
    }

    String json() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        machine.writeTo(root.putObject("machine"));
        root.put("commit", commit).put("settings", settings);
        if (microJson.isPresent()) {
            root.set("jmh", withoutPaths(JSON.readTree(microJson.get().toFile())));
        }
        if (!cluster.isEmpty()) {
            var nodes = root.putArray("cluster");
            cluster.forEach(result -> result.writeTo(nodes.addObject()));
        }
        if (!consensus.isEmpty()) {
            var points = root.putArray("consensus");
            consensus.forEach(result -> result.writeTo(points.addObject()));
        }
        if (!storage.isEmpty()) {
            var rows = root.putArray("storage");
            storage.forEach(figure -> figure.writeTo(rows.addObject()));
        }
        if (!health.isEmpty()) {
            var rows = root.putArray("health");
            health.forEach(figure -> figure.writeTo(rows.addObject()));
        }
        return JSON.writeValueAsString(root) + "\n";
    }

    void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Files.writeString(absolute, json());
    }
}
