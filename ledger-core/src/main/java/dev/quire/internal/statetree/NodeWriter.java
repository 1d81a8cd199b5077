package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.internal.statetree.Node.Inner;
import dev.quire.internal.statetree.Node.Leaf;
import dev.quire.internal.statetree.Node.Stub;
import dev.quire.merkle.BitPath;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the nodes that are new in one version into records, and gathers the records that it no longer needs. */
final class NodeWriter {
    private final long version;
    private final NodeLoader loader;
    private final SortedMap<Bytes, Bytes> records = new TreeMap<>();
    private final List<Bytes> stale = new ArrayList<>();

    NodeWriter(long version, NodeLoader loader) {
        this.version = version;
        this.loader = loader;
    }

    SortedMap<Bytes, Bytes> records() {
        return records;
    }

    List<Bytes> stale() {
        return stale;
    }

    void dropRoot(TreeRoot root) {
        stale.add(NodeFormat.rootKey(root.version()));
    }

    void drop(Stub stub) {
        stale.add(NodeFormat.key(stub.version(), stub.prefix()));
    }

    /** Writes the root's record and all new ones below. */
    void writeRoot(Node root) {
        Node first = root instanceof Stub stub ? take(stub) : root;
        records.put(NodeFormat.rootKey(version), record(first));
    }

    private Bytes record(Node first) {
        CanonicalWriter out = new CanonicalWriter(1024);
        if (first instanceof Inner inner) {
            write(out, BitPath.EMPTY, inner);
        } else {
            write(out, BitPath.EMPTY, first, 0);
        }
        return out.toBytes();
    }

    private void write(CanonicalWriter out, BitPath parent, Inner inner) {
        writePrefix(out.u8(NodeFormat.INNER), parent, inner.prefix());
        out.fixed(inner.hash().bytes());
        int band = NodeFormat.band(inner.prefix());
        write(out, inner.prefix(), inner.left(), band);
        write(out, inner.prefix(), inner.right(), band);
    }

    private void write(CanonicalWriter out, BitPath parent, Node node, int band) {
        if (node instanceof Leaf leaf) {
            out.u8(NodeFormat.LEAF)
                    .bytes(leaf.key().fullKey())
                    .fixed(leaf.valueHash().bytes());
        } else if (node instanceof Inner inner) {
            if (NodeFormat.band(inner.prefix()) == band) {
                write(out, parent, inner);
            } else {
                records.put(NodeFormat.key(version, inner.prefix()), record(inner));
                writeStub(out, parent, new Stub(inner.prefix(), inner.hash(), version));
            }
        } else if (node instanceof Stub stub) {
            if (NodeFormat.band(stub.prefix()) == band) {
                // A new parent was put above it in its own band: it moves into that record.
                write(out, parent, take(stub));
            } else {
                writeStub(out, parent, stub);
            }
        }
    }

    private Inner take(Stub stub) {
        drop(stub);
        return loader.load(stub);
    }

    private static void writeStub(CanonicalWriter out, BitPath parent, Stub stub) {
        writePrefix(out.u8(NodeFormat.STUB), parent, stub.prefix());
        out.fixed(stub.hash().bytes()).u64(stub.version());
    }

    private static void writePrefix(CanonicalWriter out, BitPath parent, BitPath prefix) {
        Bytes bits = prefix.toBytes();
        out.u16(prefix.length()).fixed(bits.slice(parent.length() / 8, bits.size()));
    }
}
