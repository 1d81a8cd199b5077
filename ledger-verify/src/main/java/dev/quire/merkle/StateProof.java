package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * A pruned state tree: what the question asks for is opened down to its leaves, the rest is hashes. One form proves
 * presence, absence, many keys and ranges.
 *
 * <p>A pruned subtree carries no prefix of its own: it hangs under an opened node, whose hash covers that node's full
 * prefix, so every key below it starts with that prefix and the direction taken. That is all a verifier has to know to
 * tell that it lies outside of a question.
 */
public record StateProof(Node root) {
    /** The most bytes of an encoded proof: 16 MiB. */
    public static final int MAX_SIZE = 16 * 1024 * 1024;

    /** A node as far as the proof shows it. */
    public sealed interface Node {}

    /** The tree has no key; only at the root. */
    public record Empty() implements Node {}

    /** A subtree of which only the hash is shown. */
    public record Pruned(Hash hash) implements Node {}

    /** A key with the hash of its value. */
    public record Leaf(StateKey key, Hash valueHash) implements Node {}

    /** A key with its value. */
    public record OpenLeaf(StateKey key, Bytes value) implements Node {}

    /**
     * Where two subtrees part.
     *
     * @param prefix all bits from the root on
     * @param left keys that go on with a zero
     * @param right keys that go on with a one
     */
    public record Inner(BitPath prefix, Node left, Node right) implements Node {}

    /** @throws IllegalArgumentException if a node is not below where its prefix or key says */
    public StateProof {
        if (!(root instanceof Empty)) {
            checkPlace(root, BitPath.EMPTY);
        }
    }

    private static void checkPlace(Node node, BitPath place) {
        if (node instanceof Inner inner) {
            require(inner.prefix().startsWith(place), "an inner node stands outside of its parent", place);
            require(inner.prefix().length() < BitPath.MAX_LENGTH, "a prefix is as long as the longest key", place);
            checkPlace(inner.left(), inner.prefix().append(0));
            checkPlace(inner.right(), inner.prefix().append(1));
        } else if (node instanceof Leaf leaf) {
            require(leaf.key().path().startsWith(place), "a key stands outside of its parent", place);
        } else if (node instanceof OpenLeaf leaf) {
            require(leaf.key().path().startsWith(place), "a key stands outside of its parent", place);
        } else {
            require(node instanceof Pruned, "an empty tree stands below an inner node", place);
        }
    }

    private static void require(boolean condition, String problem, BitPath place) {
        if (!condition) {
            throw new IllegalArgumentException("state proof: " + problem + ", at bit " + place.length());
        }
    }

    /** What the proof shows of the state with root {@code stateRoot}, or nothing if it is not a proof of that root. */
    public Optional<ProvenState> verify(Hash stateRoot) {
        boolean fits = hash(root, new StateHashes()).equals(stateRoot);
        return fits ? Optional.of(new ProvenState(root)) : Optional.empty();
    }

    private static Hash hash(Node node, StateHashes hashes) {
        if (node instanceof Pruned pruned) {
            return pruned.hash();
        } else if (node instanceof Leaf leaf) {
            return hashes.leaf(leaf.key(), leaf.valueHash());
        } else if (node instanceof OpenLeaf leaf) {
            return hashes.leaf(leaf.key(), hashes.value(leaf.value()));
        } else if (node instanceof Inner inner) {
            return hashes.inner(inner.prefix(), hash(inner.left(), hashes), hash(inner.right(), hashes));
        }
        return StateHashes.EMPTY;
    }

    /** The same proof, of the same root, opened no further than an answer to {@code asked} takes. */
    public StateProof narrowedTo(KeyRange asked) {
        return new StateProof(narrowed(root, BitPath.EMPTY, asked, new StateHashes()));
    }

    private static Node narrowed(Node node, BitPath place, KeyRange asked, StateHashes hashes) {
        if (node instanceof Empty || node instanceof Pruned) {
            return node;
        } else if (!asked.touches(place)) {
            return new Pruned(hash(node, hashes));
        } else if (node instanceof Inner inner) {
            BitPath prefix = inner.prefix();
            return new Inner(
                    prefix,
                    narrowed(inner.left(), prefix.append(0), asked, hashes),
                    narrowed(inner.right(), prefix.append(1), asked, hashes));
        } else if (node instanceof OpenLeaf leaf && !asked.touches(leaf.key().path())) {
            return new Leaf(leaf.key(), hashes.value(leaf.value()));
        }
        return node;
    }

    public Bytes encoded() {
        return StateProofCodec.encode(this);
    }

    public static StateProof decode(Bytes bytes) throws MalformedException {
        return StateProofCodec.decode(bytes);
    }
}
