package dev.quire.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the module where people will run it: in a browser, which opens pages that report what they found. */
class VerifyWebTest {
    private static final long TIMEOUT_SECONDS = 180;
    private static final int LEAST_PROOF_CHECKS = 200;

    private Path folder;

    /** In the build's folder: a dying browser may still write into its profile, so nothing here can be deleted yet. */
    @BeforeEach
    void makeFolder() throws Exception {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "browser");
    }

    @Test
    void theBrowserComesToTheAnswersOfTheVectors() throws Exception {
        assertThat(inBrowser("/vectors.html")).hasSizeGreaterThan(LEAST_PROOF_CHECKS);
    }

    @Test
    void nodeComesToTheSameAnswers() throws Exception {
        String node = Browser.onPath("node").orElseGet(() -> {
            System.out.println("skipped: no Node on the path; the browser's test is the one that counts");
            return abort("no Node on the path");
        });
        try (Site site = new Site()) {
            Path script = Path.of("target", "test-classes", "site", "vectors-run.js");
            List<String> command =
                    List.of(node, script.toString(), site.page("/").toString());
            assertThat(run(site, command)).hasSizeGreaterThan(LEAST_PROOF_CHECKS);
        }
    }

    @Test
    void aPersonUsesThePage() throws Exception {
        assertThat(inBrowser("/person.html?page=/verify.html")).hasSizeGreaterThan(10);
    }

    @Test
    void aPersonUsesThePageOfOneFile() throws Exception {
        assertThat(inBrowser("/person.html?page=/single/quire-verify.html")).hasSizeGreaterThan(10);
        assertThat(Path.of("target", "page", "quire-verify.html"))
                .content()
                .doesNotContain("import ", "src=", "href=", "http:", "https:");
    }

    private JsonNode inBrowser(String page) throws Exception {
        try (Site site = new Site()) {
            Path profile = Files.createDirectory(folder.resolve("profile"));
            return run(site, Browser.command(profile, site.page(page).toString()));
        }
    }

    /** Runs a command that makes the site get a report, all of whose checks must have found what they expected. */
    private JsonNode run(Site site, List<String> command) throws Exception {
        Path log = folder.resolve("output");
        Process process = Browser.start(command, log);
        try {
            JsonNode checks = new ObjectMapper().readTree(site.report().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            assertThat(checks)
                    .allSatisfy(check -> assertThat(check.get("found").asText())
                            .as(check.get("name").asText())
                            .isEqualTo(check.get("expected").asText()));
            return checks;
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError(command + " gave no report: " + Files.readString(log), e);
        } finally {
            Browser.end(process);
        }
    }
}
