package dev.quire.pbft;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.spi.consensus.EngineMessage;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.consensus.MessageCodec;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PBFT's messages as frames and back: fields in a protobuf header, canonical bytes as attachments. */
final class PbftCodec implements MessageCodec {
    private final int rotateEveryBlocks;

    PbftCodec(int rotateEveryBlocks) {
        this.rotateEveryBlocks = rotateEveryBlocks;
    }

    @Override
    public Frame encode(EngineMessage message) {
        return PbftFrames.frame((PbftMessage) message);
    }

    /** Votes of decided heights: a quorum need not wait for the slowest, whose votes are then a third of all. */
    @Override
    public boolean isPast(EngineMessage message, long committedHeight) {
        return message instanceof PbftMessage.Ballot ballot && ballot.height() <= committedHeight;
    }

    @Override
    public EngineMessage decode(Frame frame) throws MalformedException {
        if (frame.channel() != Channel.CONSENSUS) {
            throw new MalformedException("pbft frame: came on channel " + frame.channel());
        }
        PbftFrame header;
        try {
            header = PbftFrame.parseFrom(frame.header().asBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("pbft frame: the header is no protobuf message: " + e.getMessage(), e);
        }
        return body(header, frame.attachments());
    }

    @Override
    public List<SignatureCheck> signatures(EngineMessage message, PublicKey from, Hash chainId, Membership membership)
            throws MalformedException {
        PbftSignatures checks = new PbftSignatures(chainId, new Members(membership.voters(), rotateEveryBlocks));
        return checks.of((PbftMessage) message, from);
    }

    private static PbftMessage body(PbftFrame header, List<Bytes> parts) throws MalformedException {
        return switch (header.getBodyCase()) {
            case PRE_PREPARE -> prePrepare(number("view", header.getPrePrepare().getView()), parts);
            case BALLOT -> ballot(header.getBallot(), parts);
            case VIEW_CHANGE -> {
                require(parts, 1, 1);
                yield viewChange(parts.get(0));
            }
            case NEW_VIEW -> {
                require(parts, 1, MemberSet.MAX_MEMBERS);
                yield newView(number("view", header.getNewView().getView()), parts);
            }
            case PROGRESS -> {
                require(parts, 0, 0);
                yield progress(header.getProgress());
            }
            case CERTIFIED -> {
                require(parts, 1, 1);
                yield new PbftMessage.Certified(certificate(parts.get(0)));
            }
            case BLOCKS_WANTED -> {
                require(parts, 0, 0);
                yield new PbftMessage.BlocksWanted(
                        number("height", header.getBlocksWanted().getFromHeight()));
            }
            case BLOCKS -> blocks(header.getBlocks().getBlocks(), parts);
            case BLOCK_WANTED -> {
                require(parts, 0, 0);
                yield new PbftMessage.BlockWanted(
                        number("height", header.getBlockWanted().getHeight()),
                        hash(header.getBlockWanted().getBlockHash()));
            }
            case ONE_BLOCK -> {
                require(parts, 1, 1);
                yield new PbftMessage.OneBlock(Bodies.decode(parts.get(0)));
            }
            case READ_ASK -> {
                require(parts, 0, 0);
                yield new PbftMessage.ReadAsk(header.getReadAsk().getNonce());
            }
            case READ_ANSWER -> readAnswer(header.getReadAnswer(), parts);
            case BODY_NOT_SET -> throw new MalformedException("pbft frame: a message of an unknown kind");
        };
    }

    private static PbftMessage prePrepare(long view, List<Bytes> parts) throws MalformedException {
        require(parts, 2, 2 + MemberSet.MAX_MEMBERS);
        Optional<NewView> newView =
                parts.size() == 2 ? Optional.empty() : Optional.of(newView(view, parts.subList(2, parts.size())));
        return new PbftMessage.PrePrepare(view, Bodies.decode(parts.get(0)), signature(parts.get(1)), newView);
    }

    private static PbftMessage ballot(dev.quire.pbft.wire.Ballot wire, List<Bytes> parts) throws MalformedException {
        require(parts, 1, 1);
        return new PbftMessage.Ballot(
                wire.getCommit() ? VoteKind.COMMIT : VoteKind.PREPARE,
                number("height", wire.getHeight()),
                number("view", wire.getView()),
                hash(wire.getBlockHash()),
                signature(parts.get(0)));
    }

    private static NewView newView(long view, List<Bytes> parts) throws MalformedException {
        List<ViewChange> changes = new ArrayList<>(parts.size());
        for (Bytes part : parts) {
            changes.add(viewChange(part));
        }
        return new NewView(view, changes);
    }

    private static ViewChange viewChange(Bytes bytes) throws MalformedException {
        if (bytes.size() > ViewChange.MAX_SIZE) {
            throw new MalformedException("a view change of " + bytes.size() + " bytes");
        }
        ViewChange change = ViewChange.decode(bytes);
        number("view", change.view());
        number("height", change.committedHeight());
        return change;
    }

    private static PbftMessage progress(dev.quire.pbft.wire.Progress wire) throws MalformedException {
        return new PbftMessage.Progress(
                number("view", wire.getView()),
                wire.getActive(),
                number("committed height", wire.getCommittedHeight()),
                number("certified height", wire.getCertifiedHeight()),
                wire.getHasProposal(),
                wire.getRecovering()
                        ? Optional.of(new PbftMessage.Progress.Recovery(
                                number("view waited for", wire.getViewWaitedFor()),
                                number("height waited for", wire.getHeightWaitedFor())))
                        : Optional.empty());
    }

    private static PbftMessage blocks(int count, List<Bytes> parts) throws MalformedException {
        if (count < 1 || count > PbftMessage.Blocks.MAX_BLOCKS) {
            throw new MalformedException("blocks: " + count + " of them");
        }
        require(parts, 1 + count, 1 + count + PbftMessage.Blocks.MAX_LINKS);
        List<Block> blocks = new ArrayList<>(count);
        for (Bytes part : parts.subList(1, 1 + count)) {
            blocks.add(Bodies.decode(part));
        }
        List<BlockHeader> links = new ArrayList<>();
        for (Bytes part : parts.subList(1 + count, parts.size())) {
            if (part.size() > BlockHeader.MAX_SIZE) {
                throw new MalformedException("blocks: a header of " + part.size() + " bytes");
            }
            links.add(BlockHeader.decode(part));
        }
        Certificate certificate = certificate(parts.get(0));
        Bodies.requireChain(blocks, links, certificate);
        return new PbftMessage.Blocks(blocks, links, certificate);
    }

    private static PbftMessage readAnswer(dev.quire.pbft.wire.ReadAnswer wire, List<Bytes> parts)
            throws MalformedException {
        int expected = 1 + (wire.getCertified() ? 1 : 0) + (wire.getPrepared() ? 1 : 0);
        require(parts, expected, expected);
        Optional<Certificate> certificate =
                wire.getCertified() ? Optional.of(certificate(parts.get(1))) : Optional.empty();
        Optional<PreparedCertificate> prepared =
                wire.getPrepared() ? Optional.of(prepared(parts.get(expected - 1))) : Optional.empty();
        return new PbftMessage.ReadAnswer(
                wire.getNonce(), number("view", wire.getView()), certificate, prepared, signature(parts.get(0)));
    }

    private static void require(List<Bytes> parts, int least, int most) throws MalformedException {
        if (parts.size() < least || parts.size() > most) {
            throw new MalformedException(
                    "pbft frame: " + parts.size() + " attachments where " + least + " to " + most + " belong");
        }
    }

    /** Protobuf's unsigned numbers come as signed ones; what is above 2^62 is nonsense in all our fields. */
    private static long number(String name, long value) throws MalformedException {
        if (value < 0 || value > 1L << 62) {
            throw new MalformedException("pbft frame: " + name + " " + Long.toUnsignedString(value) + " is above 2^62");
        }
        return value;
    }

    private static Hash hash(ByteString bytes) throws MalformedException {
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException("pbft frame: a hash of " + bytes.size() + " bytes");
        }
        return new Hash(Bytes.wrap(bytes.toByteArray()));
    }

    private static Signature signature(Bytes bytes) throws MalformedException {
        if (bytes.size() != Signature.SIZE) {
            throw new MalformedException("pbft frame: a signature of " + bytes.size() + " bytes");
        }
        return new Signature(bytes);
    }

    private static Certificate certificate(Bytes bytes) throws MalformedException {
        if (bytes.size() > Certificate.MAX_SIZE) {
            throw new MalformedException("a certificate of " + bytes.size() + " bytes");
        }
        return Certificate.decode(bytes);
    }

    private static PreparedCertificate prepared(Bytes bytes) throws MalformedException {
        if (bytes.size() > PreparedCertificate.MAX_SIZE) {
            throw new MalformedException("a prepared certificate of " + bytes.size() + " bytes");
        }
        return PreparedCertificate.decode(bytes);
    }
}
