package dev.quire.raft;

import com.google.protobuf.ByteString;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.raft.wire.Accepted;
import dev.quire.raft.wire.Append;
import dev.quire.raft.wire.NewCertificate;
import dev.quire.raft.wire.PreVote;
import dev.quire.raft.wire.PreVoteReply;
import dev.quire.raft.wire.RaftFrame;
import dev.quire.raft.wire.ReadAnswer;
import dev.quire.raft.wire.ReadAsk;
import dev.quire.raft.wire.RecoverAsk;
import dev.quire.raft.wire.RecoverUpTo;
import dev.quire.raft.wire.Refused;
import dev.quire.raft.wire.Rejected;
import dev.quire.raft.wire.RequestVote;
import dev.quire.raft.wire.Seal;
import dev.quire.raft.wire.SealRequest;
import dev.quire.raft.wire.TimeoutNow;
import dev.quire.raft.wire.VoteReply;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.List;

/** The way out: one frame for each kind of message. */
final class RaftFrames {
    private RaftFrames() {}

    static Frame frame(RaftMessage message) {
        RaftFrame.Builder header = RaftFrame.newBuilder().setTerm(message.term());
        List<Bytes> attachments = List.of();
        if (message instanceof RaftMessage.Append append) {
            header.setAppend(append(append));
            attachments = append.entries().stream()
                    .map(entry -> entry.block().encoded())
                    .toList();
        } else if (message instanceof RaftMessage.Seal seal) {
            header.setSeal(Seal.newBuilder().setHeight(seal.height()).setBlockHash(bytes(seal.blockHash())));
            attachments = List.of(seal.signature().bytes());
        } else if (message instanceof RaftMessage.NewCertificate announced) {
            header.setNewCertificate(NewCertificate.getDefaultInstance());
            attachments = List.of(announced.certificate().encoded());
        } else if (!putVote(header, message) && !putReply(header, message)) {
            putRest(header, message);
        }
        return new Frame(Channel.CONSENSUS, Bytes.wrap(header.build().toByteArray()), attachments);
    }

    private static Append append(RaftMessage.Append message) {
        return Append.newBuilder()
                .setPrevHeight(message.prevHeight())
                .setPrevTerm(message.prevTerm())
                .setCommitHeight(message.commitHeight())
                .setRound(message.round())
                .addAllEntryTerms(message.entries().stream().map(Entry::term).toList())
                .build();
    }

    private static boolean putVote(RaftFrame.Builder header, RaftMessage message) {
        if (message instanceof RaftMessage.PreVote question) {
            header.setPreVote(
                    PreVote.newBuilder().setLastTerm(question.lastTerm()).setLastHeight(question.lastHeight()));
        } else if (message instanceof RaftMessage.PreVoteReply reply) {
            header.setPreVoteReply(
                    PreVoteReply.newBuilder().setAskedTerm(reply.askedTerm()).setGranted(reply.granted()));
        } else if (message instanceof RaftMessage.RequestVote request) {
            header.setRequestVote(RequestVote.newBuilder()
                    .setLastTerm(request.lastTerm())
                    .setLastHeight(request.lastHeight())
                    .setTransfer(request.transfer()));
        } else if (message instanceof RaftMessage.VoteReply reply) {
            header.setVoteReply(VoteReply.newBuilder().setGranted(reply.granted()));
        } else {
            return false;
        }
        return true;
    }

    private static boolean putReply(RaftFrame.Builder header, RaftMessage message) {
        if (message instanceof RaftMessage.Accepted reply) {
            header.setAccepted(Accepted.newBuilder()
                    .setPrevHeight(reply.prevHeight())
                    .setMatchHeight(reply.matchHeight())
                    .setRound(reply.round())
                    .setCertifiedHeight(reply.certifiedHeight())
                    .setRecovering(reply.recovering()));
        } else if (message instanceof RaftMessage.Rejected reply) {
            header.setRejected(Rejected.newBuilder()
                    .setPrevHeight(reply.prevHeight())
                    .setConflictTerm(reply.conflictTerm())
                    .setConflictHeight(reply.conflictHeight())
                    .setRound(reply.round())
                    .setCertifiedHeight(reply.certifiedHeight())
                    .setRecovering(reply.recovering()));
        } else if (message instanceof RaftMessage.Refused reply) {
            String why = reply.why();
            header.setRefused(Refused.newBuilder()
                    .setEntryTerm(reply.entryTerm())
                    .setHeight(reply.height())
                    .setBlockHash(bytes(reply.blockHash()))
                    .setWhy(why.substring(0, Math.min(why.length(), RaftCodec.MAX_EXPLANATION))));
        } else {
            return false;
        }
        return true;
    }

    private static void putRest(RaftFrame.Builder header, RaftMessage message) {
        if (message instanceof RaftMessage.SealRequest request) {
            header.setSealRequest(
                    SealRequest.newBuilder().setHeight(request.height()).setBlockHash(bytes(request.blockHash())));
        } else if (message instanceof RaftMessage.ReadAsk ask) {
            header.setReadAsk(ReadAsk.newBuilder().setReadId(ask.readId()));
        } else if (message instanceof RaftMessage.ReadAnswer answer) {
            ReadAnswer.Builder body = ReadAnswer.newBuilder().setReadId(answer.readId());
            answer.height().ifPresent(body::setHeight);
            header.setReadAnswer(body);
        } else if (message instanceof RaftMessage.RecoverAsk ask) {
            header.setRecoverAsk(RecoverAsk.newBuilder().setRecovery(ask.recovery()));
        } else if (message instanceof RaftMessage.RecoverUpTo answer) {
            header.setRecoverUpTo(
                    RecoverUpTo.newBuilder().setRecovery(answer.recovery()).setHeight(answer.height()));
        } else if (message instanceof RaftMessage.TimeoutNow) {
            header.setTimeoutNow(TimeoutNow.getDefaultInstance());
        } else {
            throw new IllegalArgumentException("no wire form for " + message);
        }
    }

    private static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.bytes().asBuffer());
    }
}
