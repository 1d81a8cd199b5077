package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockMessageTest {
    private static final Entry ENTRY = new Entry(3, RuntimeBlocks.block(7, 1));

    @Test
    void messagesComeBackAsTheyWere() throws MalformedException {
        for (BlockMessage message : List.of(new BlockMessage.Question(7), new BlockMessage.Answer(ENTRY))) {
            assertThat(BlockMessage.of(BlockMessage.frame(message))).isEqualTo(message);
        }
    }

    @Test
    void anythingElseIsRefused() {
        Frame answer = BlockMessage.frame(new BlockMessage.Answer(ENTRY));
        Bytes question = BlockMessage.frame(new BlockMessage.Question(7)).header();
        for (Frame frame : List.of(
                new Frame(Channel.CHAIN, answer.header(), List.of()),
                new Frame(Channel.CHAIN, question, answer.attachments()),
                new Frame(Channel.CHAIN, question.concat(Bytes.wrap(new byte[1])), List.of()),
                new Frame(Channel.CHAIN, Bytes.wrap(new byte[9]), List.of()),
                new Frame(Channel.CHAIN, Bytes.EMPTY, List.of()))) {
            assertThatThrownBy(() -> BlockMessage.of(frame)).isInstanceOf(MalformedException.class);
        }
    }
}
