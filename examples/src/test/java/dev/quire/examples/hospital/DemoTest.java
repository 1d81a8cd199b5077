package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.examples.hospital.DemoTree.Ended;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./demo --once} itself, with all its processes; only Maven and Synthea are stood in for. */
class DemoTest {
    private static final List<String> FAMILIES =
            List.of("Abernathy", "Bartholomew", "Castellanos", "Dombrowski", "Eastwood");
    /** Enough for a load that goes on when the leader is killed. */
    private static final int VISITS = 16;

    private static final int STEPS = 14;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"'', four, pbft, Byzantine-fault-tolerant", "--consensus raft, three, raft, crash-fault-tolerant"})
    void everyStepHolds(String option, String count, String protocol, String mode)
            throws IOException, InterruptedException, URISyntaxException {
        DemoTree tree = DemoTree.plant(directory, FAMILIES, VISITS);
        Ended demo = option.isEmpty() ? tree.run("--once") : tree.run(("--once " + option).split(" "));
        assertThat(demo.exitCode()).as(demo.text()).isZero();
        assertThat(demo.text())
                .contains("5 patients with", "kill -9 of process", "ENDED", "Every step held.")
                .contains("all " + count + " agree by " + protocol, mode)
                .doesNotContain("FAILED", "not tried");
        assertThat(demo.text().lines().filter(line -> line.matches(" *\\d+  ok  .*")))
                .hasSize(STEPS);
        assertThat(tree.builds()).hasSize(2);
        assertThat(tree.builds().get(0)).contains("-o -Pquick -pl examples -am -DskipTests package", "build-classpath");
        assertThat(tree.builds().get(1)).contains("-o -f examples/synthea/pom.xml", "copy-dependencies");
    }

    @Test
    void aStepThatDoesNotHoldIsNamedAndTheExitCodeIsOne() throws IOException, InterruptedException, URISyntaxException {
        Ended demo = DemoTree.plant(directory, FAMILIES.subList(0, 2), VISITS).run("--once");
        assertThat(demo.exitCode()).as(demo.text()).isEqualTo(1);
        assertThat(demo.text())
                .containsPattern("1  FAILED .* Patients are invented")
                .contains("Synthea made 2 patients, not 5", "A step did not hold.")
                .containsPattern("2  not tried .* The hospitals start")
                .doesNotContain("Every step held.");
    }

    @Test
    void whatItCannotBuildOrDoesNotKnowItDoesNotStart() throws IOException, InterruptedException, URISyntaxException {
        DemoTree tree = DemoTree.plant(directory, FAMILIES, VISITS);
        Ended unbuilt = tree.runWithoutBuild("--once");
        assertThat(unbuilt.exitCode()).isEqualTo(1);
        assertThat(unbuilt.text()).contains("demo: the build failed").doesNotContain("Patients are invented");
        Ended unknown = tree.run("--consensus", "paxos");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.text()).contains("--consensus raft", "--consensus pbft");
    }
}
