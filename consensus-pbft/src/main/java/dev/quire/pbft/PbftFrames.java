package dev.quire.pbft;

import com.google.protobuf.ByteString;
import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.pbft.wire.Ballot;
import dev.quire.pbft.wire.BlockWanted;
import dev.quire.pbft.wire.Blocks;
import dev.quire.pbft.wire.BlocksWanted;
import dev.quire.pbft.wire.Certified;
import dev.quire.pbft.wire.OneBlock;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.pbft.wire.PrePrepare;
import dev.quire.pbft.wire.Progress;
import dev.quire.pbft.wire.ReadAnswer;
import dev.quire.pbft.wire.ReadAsk;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.List;

/** The way out: one frame for each kind of message. */
final class PbftFrames {
    private PbftFrames() {}

    static Frame frame(PbftMessage message) {
        PbftFrame.Builder header = PbftFrame.newBuilder();
        List<Bytes> attachments = new ArrayList<>();
        if (!putVote(header, attachments, message) && !putBlocks(header, attachments, message)) {
            putRest(header, attachments, message);
        }
        return new Frame(Channel.CONSENSUS, Bytes.wrap(header.build().toByteArray()), attachments);
    }

    private static boolean putVote(PbftFrame.Builder header, List<Bytes> attachments, PbftMessage message) {
        if (message instanceof PbftMessage.PrePrepare proposal) {
            header.setPrePrepare(PrePrepare.newBuilder().setView(proposal.view()));
            attachments.add(proposal.block().encoded());
            attachments.add(proposal.signature().bytes());
            proposal.newView()
                    .ifPresent(newView -> newView.changes().forEach(change -> attachments.add(change.encoded())));
        } else if (message instanceof PbftMessage.Ballot ballot) {
            header.setBallot(Ballot.newBuilder()
                    .setCommit(ballot.kind() == VoteKind.COMMIT)
                    .setHeight(ballot.height())
                    .setView(ballot.view())
                    .setBlockHash(bytes(ballot.blockHash())));
            attachments.add(ballot.signature().bytes());
        } else if (message instanceof ViewChange change) {
            header.setViewChange(dev.quire.pbft.wire.ViewChange.getDefaultInstance());
            attachments.add(change.encoded());
        } else if (message instanceof NewView newView) {
            header.setNewView(dev.quire.pbft.wire.NewView.newBuilder().setView(newView.view()));
            newView.changes().forEach(change -> attachments.add(change.encoded()));
        } else {
            return false;
        }
        return true;
    }

    private static boolean putBlocks(PbftFrame.Builder header, List<Bytes> attachments, PbftMessage message) {
        if (message instanceof PbftMessage.Certified certified) {
            header.setCertified(Certified.getDefaultInstance());
            attachments.add(certified.certificate().encoded());
        } else if (message instanceof PbftMessage.BlocksWanted wanted) {
            header.setBlocksWanted(BlocksWanted.newBuilder().setFromHeight(wanted.fromHeight()));
        } else if (message instanceof PbftMessage.Blocks blocks) {
            header.setBlocks(Blocks.newBuilder().setBlocks(blocks.blocks().size()));
            attachments.add(blocks.certificate().encoded());
            blocks.blocks().stream().map(Block::encoded).forEach(attachments::add);
            blocks.links().stream().map(BlockHeader::encoded).forEach(attachments::add);
        } else if (message instanceof PbftMessage.BlockWanted wanted) {
            header.setBlockWanted(
                    BlockWanted.newBuilder().setHeight(wanted.height()).setBlockHash(bytes(wanted.blockHash())));
        } else if (message instanceof PbftMessage.OneBlock one) {
            header.setOneBlock(OneBlock.getDefaultInstance());
            attachments.add(one.block().encoded());
        } else {
            return false;
        }
        return true;
    }

    private static void putRest(PbftFrame.Builder header, List<Bytes> attachments, PbftMessage message) {
        if (message instanceof PbftMessage.Progress progress) {
            header.setProgress(progress(progress));
        } else if (message instanceof PbftMessage.ReadAsk ask) {
            header.setReadAsk(ReadAsk.newBuilder().setNonce(ask.nonce()));
        } else if (message instanceof PbftMessage.ReadAnswer answer) {
            header.setReadAnswer(ReadAnswer.newBuilder()
                    .setNonce(answer.nonce())
                    .setView(answer.view())
                    .setCertified(answer.certificate().isPresent())
                    .setPrepared(answer.prepared().isPresent()));
            attachments.add(answer.signature().bytes());
            answer.certificate().ifPresent(certificate -> attachments.add(certificate.encoded()));
            answer.prepared().ifPresent(prepared -> attachments.add(prepared.encoded()));
        } else {
            throw new IllegalArgumentException("no wire form for " + message);
        }
    }

    private static Progress.Builder progress(PbftMessage.Progress progress) {
        Progress.Builder wire = Progress.newBuilder()
                .setView(progress.view())
                .setActive(progress.active())
                .setCommittedHeight(progress.committedHeight())
                .setCertifiedHeight(progress.certifiedHeight())
                .setHasProposal(progress.hasProposal());
        progress.recovery()
                .ifPresent(recovery -> wire.setRecovering(true)
                        .setViewWaitedFor(recovery.view())
                        .setHeightWaitedFor(recovery.height()));
        return wire;
    }

    private static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.bytes().asBuffer());
    }
}
