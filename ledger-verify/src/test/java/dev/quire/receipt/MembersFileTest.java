package dev.quire.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.testdata.TestKey;
import org.junit.jupiter.api.Test;

class MembersFileTest {
    private static final String CHAIN = "chain " + "ab".repeat(32) + "\n";
    private static final String NORTH = "member " + new TestKey(1).publicKey() + " Hospital North\n";
    private static final String SOUTH = "member " + new TestKey(2).publicKey() + " Süd-Klinik\n";

    @Test
    void isReadAsItWasWritten() throws Exception {
        MembersFile file = MembersFile.parse(
                "# whom we trust\n\nquire-members 1\n" + CHAIN + "  mode BFT\r\n" + NORTH + "\n# and\n" + SOUTH);
        assertThat(file.chainId()).isEqualTo(Hash.fromHex("ab".repeat(32)));
        assertThat(file.mode()).isEqualTo(ConsensusMode.BFT);
        assertThat(file.members().size()).isEqualTo(2);
        assertThat(file.names().get(new TestKey(1).publicKey())).isEqualTo("Hospital North");
        assertThat(MembersFile.parse(file.text())).isEqualTo(file);
    }

    @Test
    void saysWhichLineIsWrong() {
        assertRefused("", "ends too early");
        assertRefused("quire-members 2\n", "line 1");
        assertRefused("quire-members 1\nmode BFT\n", "line 2: a line that starts with \"chain\"");
        assertRefused("quire-members 1\nchain 12\n", "line 2: 64 hexadecimal digits");
        assertRefused("quire-members 1\nchain " + "zz".repeat(32), "line 2: 64 hexadecimal digits");
        assertRefused("quire-members 1\n" + CHAIN + "mode bft\n", "line 3: the mode is CFT or BFT");
        String head = "quire-members 1\n" + CHAIN + "mode CFT\n";
        assertRefused(head, "ends too early");
        assertRefused(head + "member abc North\n", "line 4: 64 hexadecimal digits");
        assertRefused(head + "member " + new TestKey(1).publicKey() + "\n", "line 4: after the key");
        assertRefused(head + NORTH + NORTH, "line 5: this member is there already");
        assertRefused(head + NORTH + "mode CFT\n", "line 5: a line that starts with \"member\"");
        assertRefused(head + NORTH.strip() + "n".repeat(100), "line 4: after the key");
        assertRefused("#".repeat(MembersFile.MAX_LENGTH + 1), "above the limit");
    }

    private static void assertRefused(String text, String why) {
        assertThatThrownBy(() -> MembersFile.parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }
}
