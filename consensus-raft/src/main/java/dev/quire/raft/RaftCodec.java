package dev.quire.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.raft.wire.RaftFrame;
import dev.quire.spi.consensus.EngineMessage;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.consensus.MessageCodec;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Raft's messages as frames and back: fields in a protobuf header, canonical bytes as attachments. */
final class RaftCodec implements MessageCodec {
    /** The most blocks in one Append. */
    static final int MAX_APPEND_BLOCKS = 256;
    /** The most characters of an explanation; longer ones are cut by the sender. */
    static final int MAX_EXPLANATION = 1024;

    @Override
    public Frame encode(EngineMessage message) {
        return RaftFrames.frame((RaftMessage) message);
    }

    @Override
    public EngineMessage decode(Frame frame) throws MalformedException {
        if (frame.channel() != Channel.CONSENSUS) {
            throw new MalformedException("raft frame: came on channel " + frame.channel());
        }
        RaftFrame header;
        try {
            header = RaftFrame.parseFrom(frame.header().asBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("raft frame: the header is no protobuf message: " + e.getMessage(), e);
        }
        number("term", header.getTerm());
        requireAttachments(frame, expectedAttachments(header));
        return body(header, frame.attachments());
    }

    private static int expectedAttachments(RaftFrame header) throws MalformedException {
        return switch (header.getBodyCase()) {
            case APPEND -> header.getAppend().getEntryTermsCount();
            case SEAL, NEW_CERTIFICATE -> 1;
            default -> 0;
        };
    }

    private static void requireAttachments(Frame frame, int expected) throws MalformedException {
        if (expected > MAX_APPEND_BLOCKS || frame.attachments().size() != expected) {
            throw new MalformedException(
                    "raft frame: " + frame.attachments().size() + " attachments where the header names " + expected
                            + " and at most " + MAX_APPEND_BLOCKS + " are allowed");
        }
    }

    private static RaftMessage body(RaftFrame header, List<Bytes> attachments) throws MalformedException {
        long term = header.getTerm();
        return switch (header.getBodyCase()) {
            case PRE_VOTE ->
                new RaftMessage.PreVote(
                        term,
                        number("last term", header.getPreVote().getLastTerm()),
                        number("last height", header.getPreVote().getLastHeight()));
            case PRE_VOTE_REPLY ->
                new RaftMessage.PreVoteReply(
                        term,
                        number("asked term", header.getPreVoteReply().getAskedTerm()),
                        header.getPreVoteReply().getGranted());
            case REQUEST_VOTE ->
                new RaftMessage.RequestVote(
                        term,
                        number("last term", header.getRequestVote().getLastTerm()),
                        number("last height", header.getRequestVote().getLastHeight()),
                        header.getRequestVote().getTransfer());
            case VOTE_REPLY ->
                new RaftMessage.VoteReply(term, header.getVoteReply().getGranted());
            case APPEND -> append(term, header.getAppend(), attachments);
            case ACCEPTED -> accepted(term, header.getAccepted());
            case REJECTED -> rejected(term, header.getRejected());
            case REFUSED -> refused(term, header.getRefused());
            case SEAL_REQUEST ->
                new RaftMessage.SealRequest(
                        term,
                        number("height", header.getSealRequest().getHeight()),
                        hash(header.getSealRequest().getBlockHash()));
            case SEAL ->
                new RaftMessage.Seal(
                        term,
                        number("height", header.getSeal().getHeight()),
                        hash(header.getSeal().getBlockHash()),
                        signature(attachments.get(0)));
            case NEW_CERTIFICATE -> new RaftMessage.NewCertificate(term, certificate(attachments.get(0)));
            case READ_ASK ->
                new RaftMessage.ReadAsk(
                        term, number("read id", header.getReadAsk().getReadId()));
            case READ_ANSWER ->
                new RaftMessage.ReadAnswer(
                        term,
                        number("read id", header.getReadAnswer().getReadId()),
                        header.getReadAnswer().hasHeight()
                                ? OptionalLong.of(
                                        number("height", header.getReadAnswer().getHeight()))
                                : OptionalLong.empty());
            case RECOVER_ASK ->
                new RaftMessage.RecoverAsk(
                        term, number("recovery", header.getRecoverAsk().getRecovery()));
            case RECOVER_UP_TO ->
                new RaftMessage.RecoverUpTo(
                        term,
                        number("recovery", header.getRecoverUpTo().getRecovery()),
                        number("height", header.getRecoverUpTo().getHeight()));
            case TIMEOUT_NOW -> new RaftMessage.TimeoutNow(term);
            case BODY_NOT_SET -> throw new MalformedException("raft frame: a message of an unknown kind");
        };
    }

    private static RaftMessage append(long term, dev.quire.raft.wire.Append wire, List<Bytes> blocks)
            throws MalformedException {
        long prevHeight = number("previous height", wire.getPrevHeight());
        long lastTerm = number("previous term", wire.getPrevTerm());
        long prevTerm = lastTerm;
        List<Entry> entries = new ArrayList<>(blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            Entry entry = new Entry(number("entry term", wire.getEntryTerms(i)), Block.decode(blocks.get(i)));
            if (entry.height() != prevHeight + 1 + i || entry.term() < lastTerm || entry.term() > term) {
                throw new MalformedException("append: entry " + i + " has height " + entry.height() + " and term "
                        + entry.term() + " after height " + (prevHeight + i) + " and term " + lastTerm);
            }
            lastTerm = entry.term();
            entries.add(entry);
        }
        return new RaftMessage.Append(
                term,
                prevHeight,
                prevTerm,
                number("commit height", wire.getCommitHeight()),
                number("round", wire.getRound()),
                entries);
    }

    private static RaftMessage accepted(long term, dev.quire.raft.wire.Accepted wire) throws MalformedException {
        return new RaftMessage.Accepted(
                term,
                number("previous height", wire.getPrevHeight()),
                number("match height", wire.getMatchHeight()),
                number("round", wire.getRound()),
                number("certified height", wire.getCertifiedHeight()),
                wire.getRecovering());
    }

    private static RaftMessage rejected(long term, dev.quire.raft.wire.Rejected wire) throws MalformedException {
        return new RaftMessage.Rejected(
                term,
                number("previous height", wire.getPrevHeight()),
                number("conflict term", wire.getConflictTerm()),
                number("conflict height", wire.getConflictHeight()),
                number("round", wire.getRound()),
                number("certified height", wire.getCertifiedHeight()),
                wire.getRecovering());
    }

    private static RaftMessage refused(long term, dev.quire.raft.wire.Refused wire) throws MalformedException {
        if (wire.getWhy().length() > MAX_EXPLANATION) {
            throw new MalformedException(
                    "refused: an explanation of " + wire.getWhy().length() + " characters");
        }
        return new RaftMessage.Refused(
                term,
                number("entry term", wire.getEntryTerm()),
                number("height", wire.getHeight()),
                hash(wire.getBlockHash()),
                wire.getWhy());
    }

    /** Protobuf's unsigned numbers come as signed ones; what is above 2^62 is nonsense in all our fields. */
    private static long number(String name, long value) throws MalformedException {
        if (value < 0 || value > 1L << 62) {
            throw new MalformedException("raft frame: " + name + " " + Long.toUnsignedString(value) + " is above 2^62");
        }
        return value;
    }

    private static Hash hash(ByteString bytes) throws MalformedException {
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException("raft frame: a hash of " + bytes.size() + " bytes");
        }
        return new Hash(Bytes.wrap(bytes.toByteArray()));
    }

    private static Signature signature(Bytes bytes) throws MalformedException {
        if (bytes.size() != Signature.SIZE) {
            throw new MalformedException("seal: a signature of " + bytes.size() + " bytes");
        }
        return new Signature(bytes);
    }

    private static Certificate certificate(Bytes bytes) throws MalformedException {
        if (bytes.size() > Certificate.MAX_SIZE) {
            throw new MalformedException("a certificate of " + bytes.size() + " bytes");
        }
        return Certificate.decode(bytes);
    }

    @Override
    public List<SignatureCheck> signatures(EngineMessage message, PublicKey from, Hash chainId, Membership membership)
            throws MalformedException {
        return RaftSignatures.of((RaftMessage) message, from, chainId, membership.voters());
    }
}
