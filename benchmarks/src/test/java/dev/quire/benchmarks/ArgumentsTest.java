package dev.quire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void takesOptionsInAnyOrder() {
        Arguments arguments = Arguments.parse(
                "--quick", "--consensus", "raft", "consensus", "-o", "json", "--commit", "abc", "--keep", "out.json");

        assertThat(arguments.what()).isEqualTo(Arguments.What.CONSENSUS);
        assertThat(arguments.quick()).isTrue();
        assertThat(arguments.json()).isTrue();
        assertThat(arguments.protocols()).containsExactly(Protocol.RAFT);
        assertThat(arguments.commit()).isEqualTo("abc");
        assertThat(arguments.keep()).contains(Path.of("out.json"));
    }

    @Test
    void measuresAllProtocolsAndKeepsNothingUnlessTold() {
        Arguments arguments = Arguments.parse();

        assertThat(arguments.what().includes(Arguments.What.MICRO)).isTrue();
        assertThat(arguments.protocols()).containsExactly(Protocol.values());
        assertThat(arguments.keep()).isEmpty();
    }

    @Test
    void namesWhatMakesNoSense() {
        assertThatThrownBy(() -> Arguments.parse("--consensus", "paxos"))
                .hasMessageContaining("paxos is not among [raft");
        assertThatThrownBy(() -> Arguments.parse("fast")).hasMessageContaining("fast");
        assertThatThrownBy(() -> Arguments.parse("-o", "xml")).hasMessageContaining("xml");
        assertThatThrownBy(() -> Arguments.parse("--keep")).hasMessageContaining("--keep needs a value");
    }
}
