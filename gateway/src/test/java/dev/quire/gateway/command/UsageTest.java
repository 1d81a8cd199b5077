package dev.quire.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.health.Scope;
import dev.quire.node.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said to who types something wrong, and the help. Nothing of this needs a network. */
class UsageTest {
    private static final String ID = "00112233445566778899aabbccddeeff";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "health patient",
                "health testnet",
                "health patient new",
                "health patient new ana",
                "health patient new ana --network nowhere",
                "health patient records --profile nowhere",
                "health patient grant --to x --all",
                "health patient grant --to x --all --for soon",
                "health patient grant --to x --all --for 0h",
                "health patient grant --to x --record 12 --for 1h",
                "health patient grant --to x --all --for 1h --purpose CURIOSITY",
                "health patient revoke xyz",
                "health patient policy open",
                "health patient policy DENY_ALL",
                "health patient read --out x",
                "health hospital publish " + ID + " --group clinical --file nowhere",
                "health hospital publish " + ID + " --group clinical --file src",
                "health hospital publish " + ID + " --group clinical --file pom.xml --profile nowhere",
                "health hospital enroll nowhere",
                "health hospital employ Nurse --name N --role NURSE",
                "health hospital employ nurse --name N --role KING",
                "health hospital employ nurse --name N --role NURSE --for 91d",
                "health hospital enroll pom.xml",
                "health hospital enroll src",
                "health hospital publish " + ID + " --group clinical --file pom.xml --about src",
                "health hospital employ nurse --name N\u001b[31m --role NURSE",
                "health hospital employ nurse --name N --title \u202eesrun --role NURSE",
                "health patient recovery-file --passphrase-file src --out nowhere",
                "health clinician request " + ID + " --visit " + ID + " --new-visit",
                "health clinician request " + ID + " --profile nowhere",
                "health clinician read --out x",
                "health clinician read --grant " + ID + " --emergency " + ID + " --out x",
                "health clinician read --grant " + ID + " --out pom.xml",
                "health clinician read --grant " + ID + " --out nowhere/x",
                "health clinician break-glass " + ID + " --reason CURIOSITY",
                "health officer review " + ID,
                "health officer review " + ID + " --justified --not-justified"
            })
    void wrongUsageIsTwoAndNamesTheNextStep(String line) {
        Commands.Ended ended = Commands.run(Commands.words(line));
        assertThat(ended.exitCode()).as("%s", ended).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("quire: ").doesNotContain("\tat ", "chmod 600 src");
        assertThat(ended.err().strip().lines()).hasSizeGreaterThanOrEqualTo(2);
    }

    /** Before keys are opened, and anybody is asked: there is no such profile. */
    @ParameterizedTest
    @ValueSource(strings = {"patient grant --to x --for 1h --profile nowhere", "clinician request " + ID})
    void whatCannotBeAskedForTogetherIsSaidAtOnce(String command) {
        String line = "health " + command + " --record ";
        String many = IntStream.rangeClosed(1, Scope.MAX_RECORDS + 1)
                .mapToObj("%032x"::formatted)
                .collect(Collectors.joining(","));
        assertThat(Commands.run(Commands.words(line + many)).err()).startsWith("quire: 51 records are too many");
        assertThat(Commands.run(Commands.words(line + ID + " --compartment " + ID))
                        .err())
                .startsWith("quire: single records and whole parts cannot be named together");
    }

    /** A reading stands in the log for good, so one that could not be kept is not begun. */
    @Test
    void whatIsInTheWayOfARecordIsSeenBeforeItIsAskedFor(@TempDir Path directory) throws IOException {
        Path besides = Files.createFile(directory.resolve("letter.about"));
        Path before = Files.createFile(directory.resolve(ID));
        for (Map.Entry<Path, Path> wanted :
                Map.of(directory.resolve("letter"), besides, directory, before).entrySet()) {
            String out = wanted.getKey().toString();
            Commands.Ended ended = Commands.run(
                    List.of("health", "clinician", "read", "--grant", ID, ID, "--profile", "nowhere", "--out", out));
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.err()).contains(wanted.getValue() + " is there already");
        }
    }

    @Test
    void eachCommandHasAnExampleThatItUnderstands() {
        CommandLine health = Main.commandLine().getSubcommands().get("health");
        List<String> examples = new ArrayList<>();
        for (String actor : List.of("patient", "hospital", "clinician", "officer")) {
            for (Map.Entry<String, CommandLine> command :
                    health.getSubcommands().get(actor).getSubcommands().entrySet()) {
                String[] footer =
                        command.getValue().getCommandSpec().usageMessage().footer();
                assertThat(footer)
                        .as(actor + " " + command.getKey())
                        .hasSizeGreaterThan(2)
                        .contains("Example:");
                assertThat(footer).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
                examples.add(String.join("", List.of(footer).subList(2, footer.length))
                        .replace("\\", "")
                        .strip());
                assertThat(examples.get(examples.size() - 1))
                        .startsWith("quire health " + actor + " " + command.getKey());
            }
        }
        assertThat(examples).hasSizeGreaterThan(25).allSatisfy(example -> {
            List<String> words = Commands.words(example);
            assertThat(Main.commandLine()
                            .parseArgs(words.subList(1, words.size()).toArray(String[]::new))
                            .errors())
                    .isEmpty();
        });
    }
}
