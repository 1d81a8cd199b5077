package dev.quire.testkit.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(List<String> lines, String... options) throws IOException {
        Path file = Files.write(directory.resolve("history"), lines);
        List<String> words = new ArrayList<>(List.of(file.toString()));
        words.addAll(List.of(options));
        return HistoryCommand.run(words, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static final String STALE_READ = """
            {"time":10,"id":1,"op":"put","key":"k","value":"old"}
            {"time":20,"id":1,"outcome":"ok","height":1,"txId":"aa"}
            {"time":30,"id":2,"op":"put","key":"k","value":"new"}
            {"time":40,"id":2,"outcome":"ok","height":2,"txId":"bb"}
            {"time":50,"id":3,"op":"get","key":"k"}
            {"time":60,"id":3,"outcome":"ok","height":1,"value":"old"}
            {"time":70,"id":4,"op":"get","key":"other"}
            {"time":80,"id":4,"outcome":"ok","height":2,"value":null}
            """;

    @Test
    void aStaleReadIsNamed() throws IOException {
        assertThat(run(lines(STALE_READ))).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .contains("key k is not linearizable")
                .contains("id 3, lines 5 and 6: read \"old\"")
                .contains("id 2, lines 3 and 4: write \"new\"")
                .contains("the key holding \"new\"")
                .containsPattern("other +1 +0  linearizable");
    }

    @Test
    void programsGetJson() throws IOException {
        assertThat(run(lines(STALE_READ), "-o", "json")).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(out.toString(UTF_8));
        assertThat(json.path("verdict").asText()).isEqualTo("NOT_LINEARIZABLE");
        JsonNode key = json.path("keys").path(0);
        assertThat(key.path("key").asText()).isEqualTo("k");
        assertThat(key.path("unplaced").path("returnedAt").asLong()).isEqualTo(60);
        assertThat(key.path("prefix")).hasSize(2);
        assertThat(key.path("lastHeld").path(0).asText()).isEqualTo("new");
        assertThat(json.path("keys").path(1).path("verdict").asText()).isEqualTo("LINEARIZABLE");
    }

    @Test
    void aReadThatPromisesNothingMayBeStale() throws IOException {
        String local =
                STALE_READ.replace("\"op\":\"get\",\"key\":\"k\"", "\"op\":\"get\",\"key\":\"k\",\"level\":\"local\"");
        assertThat(run(lines(local))).isZero();
    }

    @Test
    void whatIsUnknownMayHappenLateOrNever() throws IOException {
        String put = "{\"id\":1,\"op\":\"put\",\"key\":\"k\",\"value\":\"v\"}\n{\"id\":1,\"outcome\":\"unknown\"}\n";
        String absent = "{\"id\":ID,\"op\":\"get\",\"key\":\"k\"}\n{\"id\":ID,\"outcome\":\"ok\",\"value\":null}\n";
        String present = absent.replace("null", "\"v\"");
        assertThat(run(lines(put + absent.replace("ID", "2")))).isZero();
        assertThat(run(lines(put + absent.replace("ID", "2") + present.replace("ID", "3"))))
                .isZero();
        assertThat(run(lines(put + present.replace("ID", "2") + absent.replace("ID", "3"))))
                .isEqualTo(1);
    }

    @Test
    void whatWasRejectedHadNoEffectAndWhatWasRefusedSawAValue() throws IOException {
        String put =
                "{\"id\":1,\"op\":\"put\",\"key\":\"k\",\"value\":\"v\"}\n{\"id\":1,\"outcome\":\"ok\",\"height\":1}\n";
        String cas = "{\"id\":2,\"op\":\"cas\",\"key\":\"k\",\"expected\":\"v\",\"value\":\"w\"}\n";
        assertThat(run(lines(put + cas + "{\"id\":2,\"outcome\":\"fail\",\"error\":\"EXPIRED: late\"}\n")))
                .isZero();
        assertThat(run(lines(put + cas + "{\"id\":2,\"outcome\":\"fail\",\"height\":2,\"error\":\"MISMATCH: x\"}\n")))
                .isEqualTo(1);
    }

    @Test
    void aTransactionThatTwoOutcomesTellOfIsCommittedTwice() throws IOException {
        String twice = STALE_READ
                .replace("bb", "aa")
                .replace("\"value\":\"old\"}\n{\"time\":70", "\"value\":\"new\"}\n{\"time\":70");
        assertThat(run(lines(twice))).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("committed twice: aa: id 1 and id 2");
    }

    @Test
    void aSearchThatReachesItsBoundSaysThatItDoesNotKnow() throws IOException {
        assertThat(run(lines(STALE_READ), "--max-configurations", "1")).isEqualTo(3);
        assertThat(out.toString(UTF_8)).contains("key k is undecided");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"id":1,"op":"get"}                                      | line 2: "key" must be a text
            {"id":1,"op":"steal","key":"k"}                          | line 2: "op" must be put
            {"id":1,"op":"put","key":"k"}                            | line 2: "value" must be a text
            {"id":1}                                                 | line 2: it needs either
            {"op":"get","key":"k"}                                   | line 2: "id" must be
            {"id":1,"outcome":"ok"}                                  | line 2: an outcome for id 1, which has called nothing
            {"id":0,"op":"get","key":"k"}                            | line 2: id 0 has called before
            {"id":0,"outcome":"ok"}                                  | line 2: an ok get needs a "value"
            {"id":0,"outcome":"perhaps"}                             | line 2: "outcome" must be ok, fail or unknown
            {"id":0,"outcome":"fail","time":7}                       | line 2: "time" stands in some lines only
            {"id":0,"id":0,"outcome":"fail"}                         | line 2: it is not JSON, or a field stands twice (column 13)
            {"id":0,"outcome":"fail"} x                              | line 2: it is not JSON
            [1]                                                      | line 2: it is no JSON object
            """)
    void aMalformedLineIsNamed(String line, String problem) throws IOException {
        assertThat(run(List.of("{\"id\":0,\"op\":\"get\",\"key\":\"k\"}", line)))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INFO  jepsen.util - 1 :invoke :read               | line 2: it has not the four parts
            INFO  jepsen.util - 1 :invoke :cas 4              | line 2: the value of a :cas is not [old new]
            INFO  jepsen.util - 1 :invoke :move 4             | line 2: the function is not
            INFO  jepsen.util - 0 :invoke :read nil           | line 2: process 0 calls again before the outcome
            INFO  jepsen.util - 0 :ok :write 1                | line 2: the outcome is not that of its call of line 1
            INFO  jepsen.util - 1 :ok :read 1                 | line 2: an outcome for process 1
            INFO  jepsen.util - 0 :ok :read [1                | line 2: ']' is missing
            INFO  jepsen.util - 0 :ok :read what              | line 2: 'what' is no value
            {:process 0, :type :ok, :f :read                  | line 2: '}' is missing
            {:process 0, :type :ok, :value 3}                 | line 2: it lacks :f
            WARN  something else                              | line 2: 'WARN' is no value
            """)
    void aMalformedLineOfALogIsNamed(String line, String problem) throws IOException {
        assertThat(run(List.of("INFO  jepsen.util - 0 :invoke :read nil", line)))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(problem);
    }

    @Test
    void aNemesisIsNoClient() throws IOException {
        assertThat(run(lines("""
                INFO  jepsen.util - :nemesis	:info	:start	nil
                INFO  jepsen.util - 0	:invoke	:write	1
                INFO  jepsen.util - 0	:info	:write	:timed-out
                INFO  jepsen.util - 1	:invoke	:read	nil
                INFO  jepsen.util - 1	:ok	:read	1
                """))).isZero();
    }

    @Test
    void whatIsNestedTooDeeplyIsUnreadable() throws IOException {
        assertThat(run(List.of("{\"id\":1,\"op\":\"get\",\"key\":\"k\",\"x\":" + "[".repeat(100_000))))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("line 1").contains("nested too deeply");
    }

    @Test
    void wrongUseIsExplained() throws IOException {
        assertThat(run(List.of())).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("it is empty");
        assertThat(run(List.of("hello"))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("line 1: it begins neither");
        assertThat(run(List.of(), "--max-configurations", "0")).isEqualTo(2);
        assertThat(run(List.of(), "-o")).isEqualTo(2);
        assertThat(run(List.of(), "another")).isEqualTo(2);
        assertThat(HistoryCommand.run(List.of("nowhere"), System.out, new PrintStream(err, true, UTF_8)))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("Usage: check-history").contains("no such file");
    }
}
