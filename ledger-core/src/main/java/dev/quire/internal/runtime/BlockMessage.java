package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.List;

/**
 * What nodes say to each other about blocks beside consensus (docs/spec/journal.md, "Lost blocks", and
 * docs/spec/peer-protocol.md, "Divergence"). Who has no answer says nothing.
 */
sealed interface BlockMessage {
    /** Do you have the committed block of this height? */
    record Question(long height) implements BlockMessage {}

    /** The block, and the term or view under which the answerer's journal has it. */
    record Answer(Entry entry) implements BlockMessage {}

    /** What did executing this block come to? */
    record ResultsQuestion(long height, Hash blockHash) implements BlockMessage {}

    /** The result leaves of the block, in order. */
    record Results(Hash blockHash, List<ResultLeaf> leaves) implements BlockMessage {
        public Results {
            leaves = List.copyOf(leaves);
        }
    }

    /** What did the block's transaction at {@code index} write? */
    record WritesQuestion(Hash blockHash, int index) implements BlockMessage {}

    /** What the leaf's write digest is the hash of. */
    record Writes(Hash blockHash, int index, Bytes writeSet) implements BlockMessage {}

    int QUESTION = 1;
    int ANSWER = 2;
    int RESULTS_QUESTION = 3;
    int RESULTS = 4;
    int WRITES_QUESTION = 5;
    int WRITES = 6;

    static Frame frame(BlockMessage message) {
        CanonicalWriter header = new CanonicalWriter(48);
        if (message instanceof Question question) {
            return frame(header.u8(QUESTION).u64(question.height()));
        } else if (message instanceof Answer answer) {
            return frame(
                    header.u8(ANSWER).u64(answer.entry().term()),
                    answer.entry().block().encoded());
        } else if (message instanceof ResultsQuestion question) {
            return frame(header.u8(RESULTS_QUESTION)
                    .u64(question.height())
                    .fixed(question.blockHash().bytes()));
        } else if (message instanceof Results results) {
            CanonicalWriter leaves =
                    new CanonicalWriter(ResultLeaf.SIZE * results.leaves().size());
            results.leaves().forEach(leaf -> leaves.fixed(leaf.encoded()));
            return frame(header.u8(RESULTS).fixed(results.blockHash().bytes()), leaves.toBytes());
        } else if (message instanceof WritesQuestion question) {
            return frame(header.u8(WRITES_QUESTION)
                    .fixed(question.blockHash().bytes())
                    .u32(question.index()));
        }
        Writes writes = (Writes) message;
        return frame(header.u8(WRITES).fixed(writes.blockHash().bytes()).u32(writes.index()), writes.writeSet());
    }

    private static Frame frame(CanonicalWriter header, Bytes... attachments) {
        return new Frame(Channel.CHAIN, header.toBytes(), List.of(attachments));
    }

    static BlockMessage of(Frame frame) throws MalformedException {
        CanonicalReader header = new CanonicalReader("block message", frame.header());
        List<Bytes> attachments = frame.attachments();
        int kind = header.u8();
        boolean answers = kind == ANSWER || kind == RESULTS || kind == WRITES;
        if (attachments.size() != (answers ? 1 : 0)) {
            throw new MalformedException(
                    "block message: kind " + kind + " with " + attachments.size() + " attachments");
        }
        BlockMessage message = switch (kind) {
            case QUESTION -> new Question(header.u64());
            case ANSWER -> new Answer(new Entry(header.u64(), Block.decode(attachments.get(0))));
            case RESULTS_QUESTION -> new ResultsQuestion(header.u64(), Hash.read(header));
            case RESULTS -> new Results(Hash.read(header), leaves(attachments.get(0)));
            case WRITES_QUESTION -> new WritesQuestion(Hash.read(header), header.u32());
            case WRITES -> new Writes(Hash.read(header), header.u32(), attachments.get(0));
            default -> throw header.malformed("kind " + kind + " is unknown");
        };
        header.end();
        return message;
    }

    private static List<ResultLeaf> leaves(Bytes encoded) throws MalformedException {
        if (encoded.size() > ResultLeaf.SIZE * Block.MAX_TRANSACTIONS) {
            throw new MalformedException("block message: " + encoded.size() + " bytes of result leaves");
        }
        CanonicalReader in = new CanonicalReader("result leaves", encoded);
        List<ResultLeaf> leaves = new ArrayList<>();
        while (in.remaining() > 0) {
            leaves.add(ResultLeaf.decode(in.fixed(ResultLeaf.SIZE)));
        }
        return leaves;
    }
}
