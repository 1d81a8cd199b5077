package dev.quire.testkit;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotHead;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.HeaderProof;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A member that lies about snapshots and nothing else: with each {@link #newPlan} in another way, of those that a lie has.
 * Its consensus is honest, so the chain goes on.
 */
final class SnapshotLiar implements SimNetwork.Liar {
    private static final int KIND_GONE = 7;
    private static final int KIND_HEAD = 9;
    private static final int KIND_CHUNK = 11;
    private static final int OFFSET_AND_TOTAL = 8;

    /** What it does to what its node says of snapshots. */
    enum Lie {
        NONE,
        /** Offers a newer snapshot than it has, and has nothing to show when it is asked for it. */
        OFFER_OF_NOTHING,
        /** Says that it has no snapshot. */
        NO_OFFER,
        HEAD_WITH_OTHER_ROOTS,
        HEAD_WITHOUT_ITS_PROOF,
        /** Shows a head that holds, and sends no chunk. */
        NO_CHUNK,
        CHUNK_WITH_A_TURNED_BIT,
        CHUNK_CUT_SHORT,
        /** Sends the chunk of another place. */
        CHUNK_OF_ANOTHER_PLACE,
        CHUNK_IN_CRUMBS,
        /** Sends all that a chunk of the state has, for a range that ends behind its first key. */
        CHUNK_WITH_NOTHING_NEW,
        /** Sends all chunks twice. */
        CHUNK_TWICE
    }

    /** The way out. */
    interface Network {
        void send(PublicKey to, Frame frame);
    }

    private final Network network;
    private final RandomGenerator random;
    private final Map<Lie, Integer> told = new EnumMap<>(Lie.class);
    private Lie plan = Lie.NONE;
    private Optional<Bytes> lastChunk = Optional.empty();

    SnapshotLiar(RandomGenerator random, Network network) {
        this.random = random;
        this.network = network;
    }

    void newPlan(Lie next) {
        plan = next;
        lastChunk = Optional.empty();
    }

    /** How many times each lie was told. */
    Map<Lie, Integer> told() {
        return told;
    }

    @Override
    public void say(PublicKey to, Frame frame) {
        int kind = frame.channel() == Channel.CHAIN ? frame.header().at(0) : 0;
        List<Frame> said = switch (kind) {
            case KIND_GONE -> List.of(gone(frame));
            case KIND_HEAD -> List.of(head(frame));
            case KIND_CHUNK -> chunk(frame);
            default -> List.of(frame);
        };
        said.forEach(one -> network.send(to, one));
    }

    private Frame lie(Frame frame) {
        told.merge(plan, 1, Integer::sum);
        return frame;
    }

    private Frame gone(Frame frame) {
        long first = frame.header().slice(1, 9).asBuffer().getLong();
        long newest = frame.header().slice(9, 17).asBuffer().getLong();
        return switch (plan) {
            case OFFER_OF_NOTHING -> lie(gone(first, newest + 1 + random.nextInt(1_000)));
            case NO_OFFER -> lie(gone(first, 0));
            default -> frame;
        };
    }

    private static Frame gone(long first, long newest) {
        return new Frame(
                Channel.CHAIN,
                new CanonicalWriter(32).u8(KIND_GONE).u64(first).u64(newest).toBytes(),
                List.of());
    }

    private Frame head(Frame frame) {
        SnapshotHead head;
        try {
            head = SnapshotHead.decode(frame.attachments().get(0));
        } catch (MalformedException e) {
            throw new AssertionError("the node itself made it", e);
        }
        return switch (plan) {
            case HEAD_WITH_OTHER_ROOTS ->
                lie(of(frame, new SnapshotHead(head.term(), head.proof(), List.of(Hash.ZERO), 1, 1)));
            case HEAD_WITHOUT_ITS_PROOF -> lie(of(frame, unproven(head)));
            default -> frame;
        };
    }

    /** With another path than the one that leads to the certified block. */
    private static SnapshotHead unproven(SnapshotHead head) {
        HeaderProof forged = new HeaderProof(head.header(), head.proof().anchor(), List.of(Hash.ZERO));
        return new SnapshotHead(head.term(), forged, head.historyRoots(), head.chunks(), head.bytes());
    }

    private static Frame of(Frame frame, SnapshotHead head) {
        return new Frame(frame.channel(), frame.header(), List.of(head.encoded()));
    }

    private List<Frame> chunk(Frame frame) {
        Bytes bytes = frame.attachments().get(0);
        Optional<Bytes> before = lastChunk;
        lastChunk = Optional.of(bytes);
        return switch (plan) {
            case NO_CHUNK -> {
                lie(frame);
                yield List.of();
            }
            case CHUNK_WITH_A_TURNED_BIT -> List.of(lie(piece(frame, turned(bytes), bytes.size())));
            case CHUNK_CUT_SHORT -> List.of(lie(piece(frame, bytes.slice(0, bytes.size() / 2), bytes.size() / 2)));
            case CHUNK_OF_ANOTHER_PLACE ->
                List.of(before.map(other -> lie(piece(frame, other, other.size())))
                        .orElse(frame));
            case CHUNK_IN_CRUMBS -> List.of(lie(piece(frame, bytes.slice(0, 1), bytes.size())));
            case CHUNK_WITH_NOTHING_NEW -> List.of(nothingNew(frame, bytes));
            case CHUNK_TWICE -> List.of(lie(frame), frame);
            default -> List.of(frame);
        };
    }

    private Frame nothingNew(Frame frame, Bytes bytes) {
        try {
            if (Chunk.decode(bytes) instanceof Chunk.State state) {
                StateKey from = state.range().from();
                StateKey end = new StateKey(from.pluginId(), from.key().concat(Bytes.wrap(new byte[1])));
                Bytes lie = new Chunk.State(KeyRange.between(from, end), state.proof()).encoded();
                return lie(piece(frame, lie, lie.size()));
            }
            return frame;
        } catch (MalformedException e) {
            throw new AssertionError("the node itself made it, and in one piece", e);
        }
    }

    private Bytes turned(Bytes bytes) {
        byte[] forged = bytes.toArray();
        forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
        return Bytes.wrap(forged);
    }

    /** With the height, position and offset that were asked for. Chunks of small states come in one piece. */
    private static Frame piece(Frame frame, Bytes bytes, int total) {
        int end = frame.header().size() - OFFSET_AND_TOTAL;
        Bytes offset = frame.header().slice(end, end + 4);
        Bytes header = frame.header()
                .slice(0, end)
                .concat(offset)
                .concat(Bytes.wrap(ByteBuffer.allocate(4).putInt(total).array()));
        return new Frame(frame.channel(), header, List.of(bytes));
    }
}
