package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.Node.Empty;
import dev.quire.internal.statetree.Node.Inner;
import dev.quire.internal.statetree.Node.Leaf;
import dev.quire.internal.statetree.Node.Stub;
import dev.quire.merkle.BitPath;
import dev.quire.merkle.StateKey;
import dev.quire.spi.store.StoreCorruptionException;
import org.jspecify.annotations.Nullable;

/** Reads node records and refuses damaged ones. */
final class NodeLoader {
    private final NodeReader reader;

    NodeLoader(NodeReader reader) {
        this.reader = reader;
    }

    /** The root's record, or {@link Empty}. */
    Node load(TreeRoot root) {
        return root.isEmpty() ? Empty.INSTANCE : load(NodeFormat.rootKey(root.version()), root.hash());
    }

    /** The inner node that {@code stub} stands for, with all that is in its record. */
    Inner load(Stub stub) {
        Bytes key = NodeFormat.key(stub.version(), stub.prefix());
        if (load(key, stub.hash()) instanceof Inner inner && inner.prefix().equals(stub.prefix())) {
            return inner;
        }
        throw corrupt(key, "is not the inner node that its parent names", null);
    }

    private Node load(Bytes key, Hash hash) {
        Bytes record = reader.node(key).orElseThrow(() -> corrupt(key, "is missing, or was pruned", null));
        CanonicalReader in = new CanonicalReader("node record", record);
        try {
            Node node = read(in, BitPath.EMPTY, true);
            in.end();
            if (node instanceof Inner inner && !inner.hash().equals(hash)) {
                throw corrupt(key, "has the hash " + inner.hash() + " and not " + hash, null);
            }
            return node;
        } catch (MalformedException | IllegalArgumentException e) {
            throw corrupt(key, "is damaged", e);
        }
    }

    private static StoreCorruptionException corrupt(Bytes key, String problem, @Nullable Exception cause) {
        String message =
                "state tree: the record " + key.toHex() + " " + problem + "; rebuild the state from the journal";
        return cause == null ? new StoreCorruptionException(message) : new StoreCorruptionException(message, cause);
    }

    private static Node read(CanonicalReader in, BitPath parent, boolean first) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case NodeFormat.LEAF -> new Leaf(StateKey.ofFullKey(in.bytes(StateKey.MAX_FULL_SIZE)), Hash.read(in));
            case NodeFormat.INNER -> {
                BitPath prefix = readPrefix(in, parent, first);
                Hash hash = Hash.read(in);
                Node left = read(in, prefix, false);
                yield new Inner(prefix, left, read(in, prefix, false), hash);
            }
            case NodeFormat.STUB -> new Stub(readPrefix(in, parent, first), Hash.read(in), in.u64());
            default -> throw in.malformed("no node is of kind " + kind);
        };
    }

    /** Each prefix is longer than its parent's, so damaged bytes cannot nest deeper than the longest path. */
    private static BitPath readPrefix(CanonicalReader in, BitPath parent, boolean first) throws MalformedException {
        int length = in.u16();
        if (length > BitPath.MAX_LENGTH || length < parent.length() || (length == parent.length() && !first)) {
            throw in.malformed("a prefix of " + length + " bits is below one of " + parent.length());
        }
        int shared = parent.length() / 8;
        Bytes rest = in.fixed((length + 7) / 8 - shared);
        return BitPath.of(parent.toBytes().slice(0, shared).concat(rest), length);
    }
}
