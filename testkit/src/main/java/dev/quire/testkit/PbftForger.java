package dev.quire.testkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.MemberSet;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Signer;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.pbft.wire.Ballot;
import dev.quire.pbft.wire.NewView;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.pbft.wire.PrePrepare;
import dev.quire.pbft.wire.Progress;
import dev.quire.pbft.wire.ReadAnswer;
import dev.quire.pbft.wire.ViewChange;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes frames of PBFT (docs/spec/pbft.md, section 2) that say whatever it is told to, signed with one member's own key.
 * It knows the bytes of the protocol and none of its rules.
 */
final class PbftForger {
    private static final int VIEW_CHANGE_TAG = 0x51;
    private static final int VERSION = 1;
    private static final int MAX_PART = 1 << 20;

    private final Signer signer;
    private final Supplier<Hash> chainId;
    private final Hash memberSetHash;
    private final int member;

    /** @param chainId asked only while the member's node is up */
    PbftForger(Signer signer, Supplier<Hash> chainId, MemberSet members) {
        this.signer = signer;
        this.chainId = chainId;
        this.memberSetHash = members.hash();
        this.member = members.indexOf(signer.publicKey());
    }

    static PbftFrame header(Frame frame) {
        try {
            return PbftFrame.parseFrom(frame.header().asBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a node sent what is no frame of PBFT", e);
        }
    }

    static Block block(Bytes bytes) {
        try {
            return Block.decode(bytes);
        } catch (MalformedException e) {
            throw new IllegalStateException("a node sent what is no block", e);
        }
    }

    private static Frame frame(PbftFrame.Builder header, List<Bytes> attachments) {
        return new Frame(Channel.CONSENSUS, Bytes.wrap(header.build().toByteArray()), attachments);
    }

    private Bytes sign(VoteKind kind, long height, long view, Hash hash) {
        Vote vote = new Vote(kind, chainId.get(), memberSetHash, height, view, hash);
        return signer.sign(vote.signingBytes()).bytes();
    }

    Frame ballot(VoteKind kind, long height, long view, Hash hash) {
        Ballot.Builder ballot = Ballot.newBuilder()
                .setCommit(kind == VoteKind.COMMIT)
                .setHeight(height)
                .setView(view)
                .setBlockHash(ByteString.copyFrom(hash.bytes().asBuffer()));
        return frame(PbftFrame.newBuilder().setBallot(ballot), List.of(sign(kind, height, view, hash)));
    }

    /** @param changes what justifies the view, as in another proposal */
    Frame proposal(long view, Block block, List<Bytes> changes) {
        List<Bytes> attachments = new ArrayList<>();
        attachments.add(block.encoded());
        attachments.add(sign(VoteKind.PROPOSE, block.height(), view, block.hash()));
        attachments.addAll(changes);
        return frame(
                PbftFrame.newBuilder().setPrePrepare(PrePrepare.newBuilder().setView(view)), attachments);
    }

    /** The same block at another time and with another root: its own, if both stay as they are. */
    static Block other(Block block, long timeMicros, Hash stateRoot) {
        BlockHeader h = block.header();
        BlockHeader header = new BlockHeader(
                h.chainId(),
                h.height(),
                timeMicros,
                h.previousHash(),
                h.lastCertHeight(),
                h.lastCertHash(),
                h.proposer(),
                h.txRoot(),
                h.txCount(),
                h.resultRoot(),
                stateRoot,
                h.historyRoot(),
                h.memberSetHash(),
                h.nextMemberSetHash(),
                h.parametersHash(),
                h.pluginVersions(),
                h.extensions());
        return new Block(header, block.lastCertificate(), block.transactions());
    }

    /** A view change of the own member that remembers nothing. */
    Bytes blankChange(long view) {
        return change(view, 0, Bytes.EMPTY, Bytes.EMPTY);
    }

    Frame viewChange(Bytes change) {
        return frame(PbftFrame.newBuilder().setViewChange(ViewChange.getDefaultInstance()), List.of(change));
    }

    Frame newView(long view, List<Bytes> changes) {
        return frame(PbftFrame.newBuilder().setNewView(NewView.newBuilder().setView(view)), changes);
    }

    /** Of a view change: the view it asks for. */
    static long viewOf(Bytes change) {
        try {
            CanonicalReader in = new CanonicalReader("view change", change);
            in.fixed(4);
            return in.u64();
        } catch (MalformedException e) {
            throw new IllegalStateException("a node sent what is no view change", e);
        }
    }

    /** If the view change is the own member's: the same without what had been prepared. Else as it is. */
    Bytes forgetful(Bytes change) {
        return memberOf(change) == member ? showing(change, Bytes.EMPTY) : change;
    }

    private static int memberOf(Bytes change) {
        try {
            return CanonicalReader.structure("view change", change, VIEW_CHANGE_TAG, VERSION)
                    .u16();
        } catch (MalformedException e) {
            throw new IllegalStateException("a node sent what is no view change", e);
        }
    }

    /** A view change of the own member for the view and height of this one, with this prepared certificate. */
    Bytes showing(Bytes change, Bytes prepared) {
        try {
            CanonicalReader in = CanonicalReader.structure("view change", change, VIEW_CHANGE_TAG, VERSION);
            in.u16();
            long view = in.u64();
            long height = in.u64();
            return change(view, height, in.bytes(MAX_PART), prepared);
        } catch (MalformedException e) {
            throw new IllegalStateException("a node sent what is no view change", e);
        }
    }

    private Bytes change(long view, long height, Bytes certificate, Bytes prepared) {
        Hash content = Domain.VIEW_CHANGE.hash(
                new CanonicalWriter().bytes(certificate).bytes(prepared).toBytes());
        return CanonicalWriter.structure(VIEW_CHANGE_TAG, VERSION, 512)
                .u16(member)
                .u64(view)
                .u64(height)
                .bytes(certificate)
                .bytes(prepared)
                .fixed(sign(VoteKind.VIEW_CHANGE, height + 1, view, content))
                .toBytes();
    }

    /** An answer to a reader that knows of no block at all. */
    Frame blankAnswer(ReadAnswer asked) {
        CanonicalWriter out = new CanonicalWriter();
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.u8((int) (asked.getNonce() >>> shift) & 0xff);
        }
        Hash content =
                Domain.STATUS.hash(out.bytes(Bytes.EMPTY).bytes(Bytes.EMPTY).toBytes());
        ReadAnswer answer = ReadAnswer.newBuilder()
                .setNonce(asked.getNonce())
                .setView(asked.getView())
                .build();
        return frame(
                PbftFrame.newBuilder().setReadAnswer(answer),
                List.of(sign(VoteKind.STATUS, 0, asked.getView(), content)));
    }

    static Frame progress(Progress progress) {
        return frame(PbftFrame.newBuilder().setProgress(progress), List.of());
    }
}
