package dev.quire.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.MembersFile;
import dev.quire.testdata.TestChain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final TestChain chain =
            new TestChain("main", ConsensusMode.BFT, 0, 4).block().block();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private Path members;

    @BeforeEach
    void writeMembers() throws IOException {
        members = folder.resolve("members.txt");
        Files.writeString(members, members(chain));
    }

    private static String members(TestChain chain) {
        TreeMap<PublicKey, String> names = new TreeMap<>();
        chain.members(0).members().forEach(key -> names.put(key, "Member " + key.abbreviated()));
        return new MembersFile(chain.chainId(), ConsensusMode.BFT, names).text();
    }

    @Test
    void saysWhatAValidReceiptProves() throws Exception {
        Path file = write(chain.receipt(1, 0, 2).encoded());
        assertThat(run("verify-receipt", file.toString(), "--members", members.toString()))
                .isEqualTo(Main.VALID);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("VALID")
                .contains("height 1, transaction 0 of 3", "2023-11-14T22:13:20.000001Z", "applied")
                .contains("at height 2 by 3 members, Byzantine");
    }

    @Test
    void namesTheCodeOfARefusal() throws Exception {
        Path file = write(chain.receipt(2, 1, 2).encoded());
        assertThat(run("verify-receipt", "--members", members.toString(), file.toString()))
                .isEqualTo(Main.VALID);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("refused by plugin 7 with code 42");
    }

    @Test
    void saysWhyAReceiptIsInvalid() throws Exception {
        Files.writeString(members, members(new TestChain("another", ConsensusMode.BFT, 0, 4)));
        Path file = write(chain.receipt(1, 0, 2).encoded());
        assertThat(run("verify-receipt", file.toString(), "--members", members.toString()))
                .isEqualTo(Main.INVALID);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("INVALID: ").contains("Reason 1, FOREIGN_CHAIN");
    }

    @Test
    void otherBytesAreNoReceipt() throws Exception {
        Path file = write(Bytes.utf8("hello"));
        assertThat(run("verify-receipt", file.toString(), "--members", members.toString()))
                .isEqualTo(Main.INVALID);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("not a receipt or proof");
    }

    @Test
    void unusableInputIsToldApartFromInvalid() throws Exception {
        Path huge = write(Bytes.wrap(new byte[JsonForm.MAX_FILE_SIZE + 1]));
        assertThat(run("verify-receipt", huge.toString(), "--members", members.toString()))
                .isEqualTo(Main.UNUSABLE);
        assertThat(run("verify-receipt", "nowhere", "--members", members.toString()))
                .isEqualTo(Main.UNUSABLE);
        assertThat(run("verify-receipt", huge.toString(), "--members", huge.toString()))
                .isEqualTo(Main.UNUSABLE);
        assertThat(run("verify-receipt")).isEqualTo(Main.UNUSABLE);
        assertThat(run("verify-receipt", "a", "b", "c")).isEqualTo(Main.UNUSABLE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("larger than", "there is no file nowhere", "Usage:");
        assertThat(run("verify", "a", "--members", members.toString(), "--head", "b"))
                .isEqualTo(Main.UNUSABLE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("are for follow");
        assertThat(out.size()).isZero();
        assertThat(run("--help")).isEqualTo(Main.VALID);
    }

    private int run(String... arguments) {
        return new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private Path write(Bytes bytes) throws IOException {
        return Files.write(folder.resolve("receipt.bin"), bytes.toArray());
    }
}
