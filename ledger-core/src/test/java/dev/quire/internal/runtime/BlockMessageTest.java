package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockMessageTest {
    private static final Entry ENTRY = new Entry(3, RuntimeBlocks.block(7, 1));

    private static final Hash BLOCK = ENTRY.block().hash();
    private static final ResultLeaf LEAF = new ResultLeaf(0, BLOCK, 7, Hash.ZERO, Hash.ZERO, Hash.ZERO);

    @Test
    void messagesComeBackAsTheyWere() throws MalformedException {
        for (BlockMessage message : List.of(
                new BlockMessage.Question(7),
                new BlockMessage.Answer(ENTRY),
                new BlockMessage.ResultsQuestion(7, BLOCK),
                new BlockMessage.Results(BLOCK, List.of()),
                new BlockMessage.Results(BLOCK, List.of(LEAF, LEAF)),
                new BlockMessage.WritesQuestion(BLOCK, 3),
                new BlockMessage.Writes(BLOCK, 3, Bytes.utf8("what was written")))) {
            assertThat(BlockMessage.of(BlockMessage.frame(message))).isEqualTo(message);
        }
    }

    @Test
    void anythingElseIsRefused() {
        Frame answer = BlockMessage.frame(new BlockMessage.Answer(ENTRY));
        Bytes question = BlockMessage.frame(new BlockMessage.Question(7)).header();
        Frame results = BlockMessage.frame(new BlockMessage.Results(BLOCK, List.of(LEAF)));
        for (Frame frame : List.of(
                new Frame(Channel.CHAIN, answer.header(), List.of()),
                new Frame(Channel.CHAIN, question, answer.attachments()),
                new Frame(Channel.CHAIN, question.concat(Bytes.wrap(new byte[1])), List.of()),
                new Frame(Channel.CHAIN, Bytes.wrap(new byte[9]), List.of()),
                new Frame(Channel.CHAIN, results.header(), List.of(Bytes.wrap(new byte[ResultLeaf.SIZE - 1]))),
                new Frame(Channel.CHAIN, results.header(), List.of(LEAF.encoded(), LEAF.encoded())),
                new Frame(Channel.CHAIN, Bytes.EMPTY, List.of()))) {
            assertThatThrownBy(() -> BlockMessage.of(frame)).isInstanceOf(MalformedException.class);
        }
    }
}
