package dev.quire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every protocol can be measured; the figures of so short a run mean nothing. */
class ConsensusBenchmarkTest {
    private static final ConsensusBenchmark.Settings TINY = new ConsensusBenchmark.Settings(
            Arrays.asList(Protocol.values()), Arrays.asList(Signing.values()), List.of(1, 32), 256, 0.01, 0.05);

    @Test
    void measuresEveryProtocolSignedAndRaw() throws IOException {
        List<String> steps = new ArrayList<>();
        List<ConsensusResult> results = new ConsensusBenchmark(TINY, steps::add).run();

        assertThat(steps).hasSize(TINY.steps());
        assertThat(results).hasSize(Protocol.values().length * 4).allSatisfy(result -> {
            assertThat(result.perSecond()).isPositive();
            assertThat(result.committedMicros().getTotalCount()).isEqualTo(result.transactions());
            assertThat(result.certifiedMicros().getTotalCount()).isPositive();
            assertThat(result.members().calls()).isPositive();
            assertThat(result.senders().calls())
                    .as("each node checks each signature once, the load's last blocks perhaps after its end")
                    .isBetween(
                            result.signing() == Signing.RAW ? 0L : result.transactions(),
                            result.signing() == Signing.RAW
                                    ? 0L
                                    : (long) (result.transactions() + 2 * result.window() + 10)
                                            * result.protocol().members());
        });

        Report report = new Report(Machine.thisOne(), "0123abc", TINY.toString());
        report.addConsensus(results);
        assertThat(report.table())
                .contains("raft, 3 nodes", "pbft, 4 nodes", "payloads of 256 bytes, 416 encoded", Signing.RAW.meaning);
        JsonNode json = new ObjectMapper().readTree(report.json()).path("consensus");
        assertThat(json).hasSize(results.size());
        assertThat(json.path(0).path("certifiedP99Millis").asDouble())
                .isGreaterThanOrEqualTo(json.path(0).path("committedP50Millis").asDouble());
    }
}
