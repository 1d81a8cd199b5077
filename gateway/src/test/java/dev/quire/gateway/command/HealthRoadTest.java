package dev.quire.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.node.testnet.NodeProcess;
import dev.quire.node.testnet.Testnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/healthcare/command-line.md, walked: four hospitals in four processes, PBFT among them, and nothing but commands. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HealthRoadTest {
    private static final String LETTER = "Dear colleague, Ana Petrescu fell from a ladder on the third of March. "
            + "The left radius is broken, set without an operation, and heals as it should. Plaster for six weeks.";
    private static final String OTHER =
            "Benedikt Okonkwo was seen because he sleeps badly. He drinks nine cups of coffee "
                    + "a day, which he was advised against; no other finding, no medication, no further appointment.";

    /** Of the shared patients; two, so that what all such files have in common is no secret of one. */
    private static final int HISTORIES = 2;

    @TempDir
    private Path directory;

    private Path network;

    @BeforeEach
    void open() throws IOException {
        network = directory.resolve("net");
        done("health testnet create NET --base-port " + freeBasePort());
        copy(network, directory.resolve("baseline"));
        done("testnet up NET");
        secret("ana.pass", "correct horse battery");
    }

    @AfterEach
    void close() throws IOException {
        for (NodeProcess node : Testnet.open(network).processes()) {
            node.running().ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static int freeBasePort() {
        while (true) {
            int base = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            if (IntStream.range(0, 4)
                    .allMatch(i -> isFree(base + i) && isFree(base + 100 + i) && isFree(base + 200 + i))) {
                return base;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void secret(String name, String text) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text + "\n");
    }

    /** A command line, in which NET, CITY, RURAL and ANA stand for profiles and @NAME for a file of the test. */
    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : Commands.words(line)) {
            switch (word) {
                case "NET" -> words.add(network.toString());
                case "CITY" ->
                    words.addAll(
                            List.of("--profile", network.resolve("hospital-0").toString()));
                case "RURAL" ->
                    words.addAll(
                            List.of("--profile", network.resolve("hospital-1").toString()));
                case "ANA" -> words.addAll(List.of("--profile", path("ana"), "--passphrase-file", path("ana.pass")));
                default -> words.add(word.startsWith("@") ? path(word.substring(1)) : word);
            }
        }
        return words;
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private JsonNode done(String line) throws IOException {
        return Commands.answer(0, words(line));
    }

    /** Wrong usage: what and why, and what to do. */
    private void refused(String line, String what, String next) {
        Commands.Ended ended = Commands.run(words(line));
        assertThat(ended.exitCode()).as("%s", ended).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("quire: ").contains(what, next);
    }

    @Test
    void patientDecidesWhoReadsByCommandsAlone() throws IOException {
        Files.writeString(directory.resolve("letter.txt"), LETTER);
        Files.writeString(directory.resolve("allergy.txt"), "penicillin, severe");
        String sid = done("health patient new @ana --network NET --passphrase-file @ana.pass")
                .path("subject")
                .asText();
        done("health patient enroll ANA --hospital 'city hospital' --group clinical,mind --out @form");
        refused("health patient enroll ANA --hospital 'rural clinic' --out @other", "groups.json", "Give the hospital");
        assertThat(directory.resolve("other")).doesNotExist();
        done("health hospital enroll @form CITY");
        refused("health hospital sponsor CITY --out @form", "is there already", "Name a new file");
        JsonNode published =
                done("health hospital publish " + sid + " CITY --group clinical --file @letter.txt --author doctor");
        assertThat(published.path("custodians").asText()).isEqualTo("all");
        String record = published.path("record").asText();

        String request = done("health clinician request " + sid + " RURAL --new-visit")
                .path("request")
                .asText();
        JsonNode asked = done("health patient requests ANA").at("/requests/0");
        assertThat(asked.path("request").asText()).isEqualTo(request);
        assertThat(asked.path("who").asText()).isEqualTo("Rural Clinic");
        assertThat(asked.path("name").asText()).startsWith("Dr ");
        String grant = done("health patient answer " + request + " ANA --group clinical --for 1h")
                .path("grant")
                .asText();
        assertThat(done("health clinician answer " + request + " RURAL")
                        .path("grant")
                        .asText())
                .isEqualTo(grant);

        JsonNode read = done("health clinician read --grant " + grant + " RURAL --out @seen.txt");
        assertThat(read.path("faults")).as("%s", read).isEmpty();
        assertThat(directory.resolve("seen.txt")).hasContent(LETTER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("seen.txt"))))
                .isEqualTo("rw-------");
        Commands.Ended unknown = Commands.run(words("health patient read " + grant + " ANA --out @none"));
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).startsWith("quire: not permitted").contains("quire health patient records");
        done("health patient revoke " + grant + " ANA");
        Commands.Ended refused = Commands.run(
                words("health clinician read --grant " + grant + " " + record + " RURAL --out @again.txt"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).startsWith("quire: not permitted (ENDED)").contains("is in the log");
        assertThat(directory.resolve("again.txt")).doesNotExist();
        assertThat(done("health patient access-log ANA").path("accesses"))
                .extracting(access -> access.path("decision").asText())
                .containsExactly("PERMITTED", "NOT_PERMITTED", "ENDED");

        saidNo(sid);
        staff(sid);
        emergency(sid);
        recovery();
        history(sid);
        nothingLeaked();
        unreachable();
    }

    /** The histories of patients whom nobody here invented, where the shared data are: published, and one of them read. */
    private void history(String sid) throws IOException {
        Path plaintext = Files.createDirectory(directory.resolve("plaintext"));
        Path shared = Path.of(System.getProperty("quire.shared", "../shared"), "data/healthcare/synthea-r4");
        if (!Files.isDirectory(shared)) {
            System.out.println("not published: the Synthea patients of the shared data are not there");
            return;
        }
        String record = "";
        for (Path file : smallest(shared)) {
            Files.copy(file, plaintext.resolve(file.getFileName()));
            record = done("health hospital publish " + sid
                            + " CITY --group clinical --type application/fhir+json --file " + "@plaintext/"
                            + file.getFileName())
                    .path("record")
                    .asText();
        }
        done("health patient read " + record + " ANA --out @history.json");
        assertThat(directory.resolve("history.json"))
                .hasSameBinaryContentAs(
                        plaintext.resolve(smallest(shared).get(HISTORIES - 1).getFileName()));
    }

    private static List<Path> smallest(Path shared) throws IOException {
        try (Stream<Path> files = Files.list(shared)) {
            return files.sorted(Comparator.comparingLong(file -> file.toFile().length()))
                    .limit(HISTORIES)
                    .toList();
        }
    }

    private void saidNo(String sid) throws IOException {
        String request = done("health clinician request " + sid + " RURAL --as second-doctor")
                .path("request")
                .asText();
        done("health patient decline " + request + " ANA");
        assertThat(Commands.answer(1, words("health clinician answer " + request + " RURAL"))
                        .path("answer")
                        .asText())
                .isEqualTo("DECLINED");
        Commands.Ended again = Commands.run(words("health patient decline " + request + " ANA"));
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("74 REQUEST_CLOSED", "quire receipt ");
        done("health patient deny ANA --whom 'Rural Clinic' --group mind --for 366d");
        refused(
                "health patient grant ANA --to 'Rural Clinic' --group mind --for 367d",
                "366 days at most",
                "Give --for 366d or less");
        assertThat(done("health patient grants ANA").path("grants"))
                .extracting(
                        grant -> grant.path("effect").asText(),
                        grant -> grant.path("state").asText())
                .containsExactly(tuple("PERMIT", "REVOKED"), tuple("DENY", "IN_FORCE"));
    }

    private void staff(String sid) throws IOException {
        done("health hospital employ nurse RURAL --name 'Nora Lind' --title nurse --role NURSE --for 90d");
        Commands.Ended refused =
                Commands.run(words("health clinician break-glass " + sid + " RURAL --as nurse --reason UNCONSCIOUS"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("82 ROLE_MISSING");
        done("health hospital dismiss nurse RURAL");
    }

    private void recovery() throws IOException {
        secret("recovery.pass", "another long passphrase");
        done("health patient recovery-file ANA --out @recovery.json --recovery-passphrase-file @recovery.pass");
        try (DecryptionRoot root =
                KeyFile.readRecovery(directory.resolve("recovery.json"), "another long passphrase".toCharArray())) {
            assertThat(root).isNotNull();
        }
        Commands.Ended wrong =
                Commands.run(words("health patient records --profile @ana --passphrase-file @recovery.pass"));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("the passphrase is wrong").doesNotContain("another long passphrase");
    }

    private void emergency(String sid) throws IOException {
        done("health hospital publish " + sid + " CITY --group essentials --kind ENTRY --file @allergy.txt");
        refused(
                "health clinician break-glass " + sid + " RURAL --reason UNCONSCIOUS --hours 13",
                "allow 1 to 12",
                "Give --hours 12 or fewer");
        JsonNode glass = done("health clinician break-glass " + sid + " RURAL --reason UNCONSCIOUS");
        String eid = glass.path("emergency").asText();
        String essential = glass.at("/essentials/0/record").asText();
        done("health clinician read --emergency " + eid + " " + essential + " RURAL --out @essential.txt");
        assertThat(directory.resolve("essential.txt")).hasContent("penicillin, severe");
        assertThat(done("health officer reviews RURAL")
                        .at("/emergencies/0/emergency")
                        .asText())
                .isEqualTo(eid);
        done("health officer review " + eid + " RURAL --justified");
        assertThat(done("health patient emergencies ANA")
                        .at("/emergencies/0/review")
                        .asText())
                .isEqualTo("JUSTIFIED");
        assertThat(done("health patient policy deny ANA").path("policy").asText())
                .isEqualTo("DENY");
        assertThat(Commands.run(words("health clinician break-glass " + sid + " RURAL --reason UNCONSCIOUS"))
                        .err())
                .contains("BREAK_GLASS_DENIED");
    }

    private void nothingLeaked() throws IOException {
        Path plaintext = directory.resolve("plaintext");
        Files.writeString(plaintext.resolve("ana"), LETTER);
        Files.writeString(plaintext.resolve("ben"), OTHER);
        JsonNode report = done("health leak-scan --plaintext @plaintext --data NET --baseline @baseline");
        assertThat(report.path("clean").asBoolean()).as("%s", report).isTrue();
    }

    private void unreachable() throws IOException {
        done("testnet down NET");
        Commands.Ended ended = Commands.run(words("health patient records ANA"));
        assertThat(ended.exitCode()).as("%s", ended).isEqualTo(5);
        assertThat(ended.err()).contains("quire testnet status");
    }
}
