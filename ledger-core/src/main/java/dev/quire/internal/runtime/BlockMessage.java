package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.List;

/** What nodes say to each other about committed blocks (docs/spec/journal.md, "Lost blocks"). */
sealed interface BlockMessage {
    /** Do you have the committed block of this height? Who has not says nothing. */
    record Question(long height) implements BlockMessage {}

    /** The block, and the term or view under which the answerer's journal has it. */
    record Answer(Entry entry) implements BlockMessage {}

    int QUESTION = 1;
    int ANSWER = 2;

    static Frame frame(BlockMessage message) {
        if (message instanceof Answer answer) {
            Bytes header = new CanonicalWriter(16)
                    .u8(ANSWER)
                    .u64(answer.entry().term())
                    .toBytes();
            return new Frame(
                    Channel.CHAIN, header, List.of(answer.entry().block().encoded()));
        }
        Bytes header = new CanonicalWriter(16)
                .u8(QUESTION)
                .u64(((Question) message).height())
                .toBytes();
        return new Frame(Channel.CHAIN, header, List.of());
    }

    static BlockMessage of(Frame frame) throws MalformedException {
        CanonicalReader header = new CanonicalReader("block message", frame.header());
        int kind = header.u8();
        long number = header.u64();
        header.end();
        int attachments = frame.attachments().size();
        if (kind == QUESTION && attachments == 0) {
            return new Question(number);
        } else if (kind == ANSWER && attachments == 1) {
            return new Answer(new Entry(number, Block.decode(frame.attachments().get(0))));
        }
        throw new MalformedException("block message: kind " + kind + " with " + attachments + " attachments");
    }
}
