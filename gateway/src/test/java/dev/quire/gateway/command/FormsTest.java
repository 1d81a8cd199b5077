package dev.quire.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Id;
import dev.quire.health.NewCompartment;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.client.ClaimForm;
import dev.quire.health.client.EnrolmentForm;
import dev.quire.node.terminal.CommandException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** Files that patients and hospitals hand each other, and what is typed. */
class FormsTest {
    @TempDir
    private Path directory;

    private static Bytes bytes(int size, int value) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) value;
        return Bytes.wrap(bytes);
    }

    private static Id id(int value) {
        return new Id(bytes(Id.SIZE, value));
    }

    private static PublicKey key() {
        return new PublicKey(bytes(PublicKey.SIZE, 9));
    }

    private static Signature signature() {
        return new Signature(bytes(Signature.SIZE, 7));
    }

    @Test
    void formsComeBackAsTheyWereWritten() throws IOException {
        EnrolmentForm enrolment = new EnrolmentForm(
                id(1),
                key(),
                signature(),
                DefaultPolicy.DENY,
                List.of(
                        new NewCompartment(id(2), new X25519PublicKey(bytes(X25519PublicKey.SIZE, 9)), true),
                        new NewCompartment(id(3), new X25519PublicKey(bytes(X25519PublicKey.SIZE, 8)), false)),
                bytes(200, 5),
                new Signature(bytes(Signature.SIZE, 6)));
        Path file = directory.resolve("form");
        FormFile.write(file, FormJson.write(enrolment));
        assertThat(FormFile.read(file, FormJson::readEnrolment)).isEqualTo(enrolment);
        assertThatThrownBy(() -> FormFile.read(file, FormJson::readClaim))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("quire-enrolment/1, not a quire-claim/1");
        assertThatThrownBy(() -> FormFile.write(file, FormJson.write(enrolment)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("is there already");

        ClaimForm claim = new ClaimForm(id(1), 2, key(), signature());
        FormFile.write(directory.resolve("claim"), FormJson.write(claim));
        assertThat(FormFile.read(directory.resolve("claim"), FormJson::readClaim))
                .isEqualTo(claim);

        FilePaper paper = new FilePaper(id(4), new Groups(new TreeMap<>(Map.of("clinical", id(5), "mind", id(6)))));
        FormFile.write(directory.resolve("paper"), paper.write());
        assertThat(FormFile.read(directory.resolve("paper"), FilePaper::read)).isEqualTo(paper);
    }

    @Test
    void damagedFormsAreNamed() throws IOException {
        for (String text : List.of(
                "",
                "[]",
                "{}",
                "{\"format\":\"quire-claim/1\"}",
                "{\"format\":\"quire-claim/1\",\"sid\":\"zz\"}",
                "{\"format\":\"quire-claim/1\",\"sid\":\"" + "00".repeat(16) + "\",\"epoch\":0}",
                "{\"format\":\"quire-claim/1\",\"sid\":\"00\",\"key\":\"\",\"signature\":\"\"}")) {
            Path file = Files.writeString(directory.resolve("damaged"), text);
            assertThatThrownBy(() -> FormFile.read(file, FormJson::readClaim))
                    .as(text)
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining(file + " is no such form");
        }
    }

    @Test
    void groupsAreTheOwnersAndKnownByName() throws IOException {
        assertThat(Groups.read(directory).cids()).isEmpty();
        Groups groups = new Groups(new TreeMap<>(Map.of("clinical", id(1))));
        groups.write(directory);
        assertThat(Groups.read(directory)).isEqualTo(groups);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("groups.json"))))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> new Groups(new TreeMap<>(Map.of("clinical", id(2)))).write(directory))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Groups.requireNone(directory))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("have their names already, in " + directory.resolve("groups.json"));
        assertThat(Groups.read(directory)).isEqualTo(groups);
        assertThat(groups.name(id(1))).isEqualTo("clinical");
        assertThat(groups.name(id(2))).isEqualTo(id(2).toHex());
        assertThatThrownBy(() -> groups.cid("mind"))
                .isInstanceOf(CommandException.class)
                .hasMessage("there is no group 'mind' in this file\nName one of clinical");
    }

    @Test
    void whatAnAuthorSaysIsReadStrictly() throws IOException {
        Path file = Files.writeString(directory.resolve("about"), "labels = b, a\nperiod-start = 2026-03-01\n");
        About about = About.read(file, "text/plain");
        assertThat(about.mediaType()).isEqualTo("text/plain");
        assertThat(about.labels()).containsExactly("b", "a");
        assertThat(about.toString()).doesNotContain("2026");
        About more = new About("text/plain", "2026", "", List.of("a"), "C:\\letters\nperiod-end = 2027");
        Files.write(file, more.text());
        assertThat(About.read(file, "")).isEqualTo(more);
        Files.write(file, new byte[] {'a', '=', (byte) 0xff});
        assertThatThrownBy(() -> About.read(file, ""))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no text in UTF-8");
        Files.writeString(file, "colour = blue\n");
        assertThatThrownBy(() -> About.read(file, ""))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("there is no key colour");
    }

    @Test
    void timesAreANumberAndAUnit() {
        LastingConverter lasting = new LastingConverter();
        assertThat(lasting.convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(lasting.convert("30m")).isEqualTo(Duration.ofMinutes(30));
        assertThat(lasting.convert("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(lasting.convert("7d")).isEqualTo(Duration.ofDays(7));
        assertThat(lasting.convert("52w")).isEqualTo(Duration.ofDays(364));
        for (String wrong : List.of("", "1", "h", "0h", "-1h", "1 h", "1y", "1.5h", "1234567h", "36501d", "999999w")) {
            assertThatThrownBy(() -> lasting.convert(wrong)).as(wrong).isInstanceOf(TypeConversionException.class);
        }
    }
}
