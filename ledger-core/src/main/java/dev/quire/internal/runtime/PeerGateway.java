package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineMessage;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.consensus.MessageCodec;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where peers' frames come in. They are decoded and their signatures checked on the workers; only what holds reaches a
 * loop. What does not hold, or comes too fast, is dropped and counted. Called on the transport's threads.
 */
final class PeerGateway implements Transport.Listener {
    private static final Logger log = LoggerFactory.getLogger(PeerGateway.class);
    private static final int MAX_FRAMES_WAITING = 1024;
    private static final long MAX_BYTES_WAITING = 32L << 20;

    /** What a lane carries. */
    private record Source(PublicKey peer, Channel channel) {}

    private final MessageCodec codec;
    private final SignatureScheme signatures;
    private final Hash chainId;
    private final Membership membership;
    private final Map<Source, Lane> lanes;
    private final ConsensusLoop consensus;
    private final Consumer<Transaction> forwarded;
    private final BlockExchange blocks;
    private final AtomicLong dropped = new AtomicLong();

    PeerGateway(
            MessageCodec codec,
            NodePorts ports,
            Hash chainId,
            Membership membership,
            ConsensusLoop consensus,
            BlockExchange blocks,
            Consumer<Transaction> forwarded) {
        this.codec = codec;
        this.signatures = ports.signatures();
        this.lanes = lanes(membership, ports.workers());
        this.chainId = chainId;
        this.membership = membership;
        this.consensus = consensus;
        this.blocks = blocks;
        this.forwarded = forwarded;
    }

    @Override
    public void connected(PublicKey peer) {
        consensus.put(new Input.PeerConnected(peer));
    }

    @Override
    public void disconnected(PublicKey peer) {
        consensus.put(new Input.PeerGone(peer));
    }

    @Override
    public void received(PublicKey from, Frame frame) {
        Lane lane = lanes.get(new Source(from, frame.channel()));
        if (lane == null) {
            drop(from, "it is not a member");
        } else if (!lane.offer(frame.size(), () -> check(from, frame))) {
            drop(from, "too many of its frames, or too large ones, are waiting for their check");
        }
    }

    private void check(PublicKey from, Frame frame) {
        try {
            open(from, frame);
        } catch (MalformedException e) {
            drop(from, String.valueOf(e.getMessage()));
        }
    }

    // A lane per peer and channel: consensus messages keep their order and never wait behind transactions.
    private Map<Source, Lane> lanes(Membership membership, Executor workers) {
        Map<Source, Lane> lanes = new LinkedHashMap<>();
        for (PublicKey member : membership.voters().members()) {
            for (Channel channel : Channel.values()) {
                lanes.put(
                        new Source(member, channel),
                        new Lane(workers, MAX_FRAMES_WAITING, MAX_BYTES_WAITING, e -> broken(member, e)));
            }
        }
        return lanes;
    }

    private void open(PublicKey from, Frame frame) throws MalformedException {
        if (frame.channel() == Channel.TRANSACTIONS) {
            for (Bytes attachment : frame.attachments()) {
                forwarded.accept(Transaction.decode(attachment));
            }
        } else if (frame.channel() == Channel.CONSENSUS) {
            EngineMessage message = codec.decode(frame);
            if (codec.isPast(message, consensus.committedHeight())) {
                return;
            }
            for (MessageCodec.SignatureCheck check : codec.signatures(message, from, chainId, membership)) {
                if (!signatures.verifyMember(check.member(), check.message(), check.signature())) {
                    drop(from, "a member's signature in a message does not hold");
                    return;
                }
            }
            if (!consensus.offer(new Input.MessageReceived(from, message), frame.size())) {
                drop(from, "too many of its messages are waiting for the engine");
            }
        } else {
            blocks.received(from, frame);
        }
    }

    // A defect of a decoder or of a check: the frame is lost, the peer and the node go on.
    private void broken(PublicKey from, RuntimeException failure) {
        log.error("a frame of peer {} broke its check", from.abbreviated(), failure);
        drop(from, "its check broke down");
    }

    // Powers of two: a flood fills a counter, not the log.
    private void drop(PublicKey from, String why) {
        long count = dropped.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            log.warn("dropped a frame of peer {} ({} in all): {}", from.abbreviated(), count, why);
        }
    }

    long dropped() {
        return dropped.get();
    }
}
