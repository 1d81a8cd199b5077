package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import dev.quire.codec.MalformedException;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;
import java.util.Optional;

/** What comes in on {@link dev.quire.spi.net.Channel#CHAIN}: answers peers' questions, and takes their answers. */
final class BlockExchange {
    private final JournalLoop journal;
    private final ExecutionLoop execution;
    private final StatusBoard board;
    private final Transport transport;
    private final LostBlocks lost;
    private final DivergenceInquiry inquiry;
    private final ConsensusLoop consensus;
    private final Optional<SnapshotLoop> snapshots;

    BlockExchange(
            JournalLoop journal,
            ExecutionLoop execution,
            StatusBoard board,
            Transport transport,
            LostBlocks lost,
            DivergenceInquiry inquiry,
            ConsensusLoop consensus,
            Optional<SnapshotLoop> snapshots) {
        this.snapshots = snapshots;
        this.journal = journal;
        this.execution = execution;
        this.board = board;
        this.transport = transport;
        this.lost = lost;
        this.inquiry = inquiry;
        this.consensus = consensus;
    }

    /** Any thread. A question that finds its loop busy, or has no answer here, gets none: the asker asks another. */
    void received(PublicKey from, Frame frame) throws MalformedException {
        if (SnapshotMessage.is(frame)) {
            SnapshotMessage message = SnapshotMessage.of(frame);
            snapshots.ifPresent(loop -> loop.received(from, message));
            return;
        }
        BlockMessage message = BlockMessage.of(frame);
        if (message instanceof BlockMessage.Answer answer) {
            lost.answered(from, answer.entry(), consensus::wake);
        } else if (message instanceof BlockMessage.Question question) {
            if (question.height() <= board.head().height()) {
                journal.loadForPeer(
                        question.height(),
                        entry -> transport.send(from, BlockMessage.frame(new BlockMessage.Answer(entry))));
            }
        } else if (message instanceof BlockMessage.Results || message instanceof BlockMessage.Writes) {
            inquiry.answered(message);
        } else {
            execution.answer(message, answer -> transport.send(from, BlockMessage.frame(answer)));
        }
    }
}
