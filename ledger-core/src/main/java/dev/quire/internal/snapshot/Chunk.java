package dev.quire.internal.snapshot;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateProof;
import java.util.ArrayList;
import java.util.List;

/** A piece of a snapshot, which {@link SnapshotVerifier} can check by itself (docs/spec/snapshots.md, 2). */
public sealed interface Chunk {
    /** The most bytes of an encoded chunk: one value may be large. */
    int MAX_SIZE = 8 << 20;

    /** Leaves in a chunk of the history tree, but for the last: a perfect subtree, 1 MiB. */
    int HISTORY_LEAVES = 1 << 15;

    /** Ids in a chunk of them at most: 1 MiB. */
    int MAX_IDS = 1 << 15;

    int TAG = 0x1a;
    int VERSION = 1;

    /** Leaf hashes of the history tree, from block {@code first} on. */
    record History(long first, List<Hash> leafHashes) implements Chunk {
        public History {
            leafHashes = List.copyOf(leafHashes);
        }

        @Override
        public Bytes start() {
            return Position.ofLeaf(first);
        }
    }

    /** All entries of a range, open. */
    record State(KeyRange range, StateProof proof) implements Chunk {
        @Override
        public Bytes start() {
            return Position.ofKey(range.from());
        }
    }

    /** Ids of transactions that have not expired, at least one run. */
    record Ids(List<Run> runs) implements Chunk {
        /** Those of one minute of validUntil, from number {@code first} on, in chain order. */
        public record Run(long minute, int first, List<Hash> ids) {
            public Run {
                ids = List.copyOf(ids);
            }
        }

        public Ids {
            runs = List.copyOf(runs);
            if (runs.isEmpty()) {
                throw new IllegalArgumentException("a chunk of no ids");
            }
        }

        @Override
        public Bytes start() {
            return Position.ofId(runs.get(0).minute(), runs.get(0).first());
        }
    }

    /** The {@link Position} of the first thing in it. */
    Bytes start();

    /** Its canonical bytes. */
    default Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(TAG, VERSION, 1 << 20);
        if (this instanceof History history) {
            out.u8(Position.HISTORY)
                    .u64(history.first())
                    .u32(history.leafHashes().size());
            history.leafHashes().forEach(hash -> out.fixed(hash.bytes()));
        } else if (this instanceof State state) {
            state.range().write(out.u8(Position.STATE));
            out.bytes(state.proof().encoded());
        } else if (this instanceof Ids ids) {
            out.u8(Position.IDS).u32(ids.runs().size());
            for (Ids.Run run : ids.runs()) {
                out.u64(run.minute()).u32(run.first()).u32(run.ids().size());
                run.ids().forEach(id -> out.fixed(id.bytes()));
            }
        }
        return out.toBytes();
    }

    static Chunk decode(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SIZE) {
            throw new MalformedException("chunk: " + bytes.size() + " bytes are above the limit " + MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("chunk", bytes, TAG, VERSION);
        int section = in.u8();
        Chunk chunk = switch (section) {
            case Position.HISTORY -> new History(in.u64(), hashes(in, HISTORY_LEAVES));
            case Position.STATE -> new State(KeyRange.read(in), StateProof.decode(in.bytes(in.remaining())));
            case Position.IDS -> readIds(in);
            default -> throw in.malformed("no section is number " + section);
        };
        in.end();
        return chunk;
    }

    private static Ids readIds(CanonicalReader in) throws MalformedException {
        int count = in.count32(MAX_IDS);
        if (count == 0) {
            throw in.malformed("no ids");
        }
        List<Ids.Run> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(new Ids.Run(in.u64(), in.u32(), hashes(in, MAX_IDS)));
        }
        return new Ids(runs);
    }

    private static List<Hash> hashes(CanonicalReader in, int most) throws MalformedException {
        int count = in.count32(Math.min(most, in.remaining() / Hash.SIZE));
        List<Hash> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(Hash.read(in));
        }
        return hashes;
    }
}
