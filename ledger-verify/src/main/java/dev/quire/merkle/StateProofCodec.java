package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateProof.Empty;
import dev.quire.merkle.StateProof.Inner;
import dev.quire.merkle.StateProof.Leaf;
import dev.quire.merkle.StateProof.Node;
import dev.quire.merkle.StateProof.OpenLeaf;
import dev.quire.merkle.StateProof.Pruned;

/**
 * The canonical bytes of a pruned tree: nodes in preorder, each with a kind first. An inner node gives only the bits by
 * which its prefix is longer than its place (its parent's prefix and the direction), so it cannot claim another place.
 */
final class StateProofCodec {
    private static final int EMPTY = 0;
    private static final int PRUNED = 1;
    private static final int LEAF = 2;
    private static final int OPEN_LEAF = 3;
    private static final int INNER = 4;

    private StateProofCodec() {}

    static Bytes encode(StateProof proof) {
        CanonicalWriter out = CanonicalWriter.structure(Tag.STATE_PROOF, Tag.VERSION, 1024);
        write(proof.root(), 0, out);
        return out.toBytes();
    }

    private static void write(Node node, int depth, CanonicalWriter out) {
        if (node instanceof Pruned pruned) {
            out.u8(PRUNED).fixed(pruned.hash().bytes());
        } else if (node instanceof Leaf leaf) {
            out.u8(LEAF).bytes(leaf.key().fullKey()).fixed(leaf.valueHash().bytes());
        } else if (node instanceof OpenLeaf leaf) {
            out.u8(OPEN_LEAF).bytes(leaf.key().fullKey()).bytes(leaf.value());
        } else if (node instanceof Inner inner) {
            BitPath skipped = inner.prefix().suffix(depth);
            out.u8(INNER).u16(skipped.length()).fixed(skipped.toBytes());
            write(inner.left(), inner.prefix().length() + 1, out);
            write(inner.right(), inner.prefix().length() + 1, out);
        } else {
            out.u8(EMPTY);
        }
    }

    static StateProof decode(Bytes bytes) throws MalformedException {
        if (bytes.size() > StateProof.MAX_SIZE) {
            throw new MalformedException(
                    "state proof: " + bytes.size() + " bytes are above the limit " + StateProof.MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("state proof", bytes, Tag.STATE_PROOF, Tag.VERSION);
        Node root = read(in, BitPath.EMPTY);
        in.end();
        try {
            return new StateProof(root);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    /** Every inner node makes the place longer, so the recursion is no deeper than the longest path. */
    private static Node read(CanonicalReader in, BitPath place) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case EMPTY -> new Empty();
            case PRUNED -> new Pruned(Hash.read(in));
            case LEAF -> new Leaf(StateKey.read(in), Hash.read(in));
            case OPEN_LEAF -> new OpenLeaf(StateKey.read(in), in.bytes(StateProof.MAX_SIZE));
            case INNER -> {
                BitPath prefix = place.concat(readBits(in, BitPath.MAX_LENGTH - 1 - place.length()));
                Node left = read(in, prefix.append(0));
                yield new Inner(prefix, left, read(in, prefix.append(1)));
            }
            default -> throw in.malformed("no node is of kind " + kind);
        };
    }

    private static BitPath readBits(CanonicalReader in, int max) throws MalformedException {
        int length = in.u16();
        if (length > max) {
            throw in.malformed(length + " bits make the prefix longer than any key");
        }
        Bytes padded = in.fixed((length + 7) / 8);
        try {
            return BitPath.of(padded, length);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("state proof: " + e.getMessage(), e);
        }
    }
}
