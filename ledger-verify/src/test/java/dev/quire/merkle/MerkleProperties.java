package dev.quire.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The three implementations (list, frontier, stored nodes) and the verifier against {@link SlowTree}. */
class MerkleProperties {
    private static final int MOST = 70;

    private final List<Bytes> leaves = new ArrayList<>();
    private final List<Hash> hashes;
    private final Map<HistoryNode, Hash> stored = new HashMap<>();
    private final List<HistoryFrontier> frontiers = new ArrayList<>();

    MerkleProperties() {
        for (int i = 0; i < MOST; i++) {
            leaves.add(Domain.BLOCK.hash(Bytes.utf8("block " + i)).bytes());
        }
        hashes = MerkleTree.leafHashes(leaves);
        frontiers.add(HistoryFrontier.EMPTY);
        for (Bytes leaf : leaves) {
            HistoryFrontier.Appended appended =
                    frontiers.get(frontiers.size() - 1).append(Hash.of(leaf));
            frontiers.add(appended.frontier());
            appended.completed()
                    .forEach(node ->
                            assertThat(stored.put(node.node(), node.hash())).isNull());
        }
    }

    @Example
    void everyRootIsTheSlowTrees() {
        for (int size = 0; size <= MOST; size++) {
            Hash expected = SlowTree.root(leaves.subList(0, size));
            assertThat(MerkleTree.root(hashes.subList(0, size))).isEqualTo(expected);
            assertThat(frontiers.get(size).root()).isEqualTo(expected);
            assertThat(HistoryProof.root(size, stored::get)).isEqualTo(expected);
        }
    }

    @Example
    void everyInclusionPathIsTheSlowTreesAndVerifies() {
        for (int size = 1; size <= MOST; size++) {
            Hash root = frontiers.get(size).root();
            for (int index = 0; index < size; index++) {
                List<Hash> path = MerkleTree.inclusionPath(hashes.subList(0, size), index);
                assertThat(path).isEqualTo(SlowTree.path(index, leaves.subList(0, size)));
                assertThat(HistoryProof.inclusionPath(index, size, stored::get)).isEqualTo(path);
                assertThat(MerkleProof.verifyInclusion(hashes.get(index), index, size, root, path))
                        .isTrue();
            }
        }
    }

    @Example
    void everyConsistencyPathIsTheSlowTreesAndVerifies() {
        for (int second = 1; second <= MOST; second++) {
            for (int first = 1; first <= second; first++) {
                List<Hash> path = MerkleTree.consistencyPath(hashes.subList(0, second), first);
                assertThat(path).isEqualTo(SlowTree.proof(first, leaves.subList(0, second)));
                assertThat(HistoryProof.consistencyPath(first, second, stored::get))
                        .isEqualTo(path);
                Hash firstRoot = frontiers.get(first).root();
                Hash secondRoot = frontiers.get(second).root();
                assertThat(MerkleProof.verifyConsistency(first, second, firstRoot, secondRoot, path))
                        .isTrue();
            }
        }
    }

    @Property
    void noOtherIndexSizeOrLengthVerifies(
            @ForAll @IntRange(min = 1, max = MOST) int size,
            @ForAll @IntRange(min = 0, max = MOST - 1) int anyIndex,
            @ForAll @IntRange(min = 0, max = MOST) int otherIndex) {
        int index = anyIndex % size;
        Hash root = frontiers.get(size).root();
        List<Hash> path = MerkleTree.inclusionPath(hashes.subList(0, size), index);
        Hash leaf = hashes.get(index);
        assertThat(MerkleProof.verifyInclusion(leaf, otherIndex, size, root, path))
                .isEqualTo(otherIndex == index);
        List<Hash> longer = new ArrayList<>(path);
        longer.add(root);
        assertThat(MerkleProof.verifyInclusion(leaf, index, size, root, longer)).isFalse();
        if (!path.isEmpty()) {
            List<Hash> shorter = path.subList(0, path.size() - 1);
            assertThat(MerkleProof.verifyInclusion(leaf, index, size, root, shorter))
                    .isFalse();
            assertThat(MerkleProof.verifyInclusion(leaf, index, size, path.get(0), path))
                    .isFalse();
        }
    }

    @Property
    void anyNumbersAreSafe(@ForAll long first, @ForAll long second, @ForAll @IntRange(min = 0, max = 70) int length) {
        List<Hash> path = hashes.subList(0, length);
        assertThat(MerkleProof.verifyInclusion(hashes.get(0), first, second, hashes.get(1), path))
                .isFalse();
        assertThat(MerkleProof.verifyConsistency(first, second, hashes.get(0), hashes.get(1), path))
                .isFalse();
    }

    @Property
    void hugeTreesNeedNoMoreNodesThanTheirPathsAreLong(
            @ForAll @LongRange(min = 1) long size, @ForAll @LongRange(min = 0) long anyIndex) {
        long index = anyIndex % size;
        List<HistoryNode> asked = new ArrayList<>();
        HistoryProof.NodeSource source = node -> {
            asked.add(node);
            return Hash.ZERO;
        };
        List<Hash> path = HistoryProof.inclusionPath(index, size, source);
        assertThat(asked).hasSizeLessThanOrEqualTo(126).doesNotHaveDuplicates();
        assertThat(asked).allMatch(node -> ((node.index() + 1) << node.level()) - 1 < size);
        Hash root = HistoryProof.root(size, node -> Hash.ZERO);
        boolean leafIsZeroToo = MerkleProof.verifyInclusion(Hash.ZERO, index, size, root, path);
        assertThat(leafIsZeroToo).isEqualTo(allSubtreesOnThePathAreStoredAsZero(index, size));
    }

    /** With all stored nodes zero, the hashes on the way up are not; only a single leaf is both. */
    private static boolean allSubtreesOnThePathAreStoredAsZero(long index, long size) {
        return index == size - 1 && (size & 1) == 1;
    }

    @Property
    void frontierIsReadBackAsItWas(@ForAll @IntRange(min = 0, max = MOST) int size) throws Exception {
        HistoryFrontier frontier = frontiers.get(size);
        Bytes encoded = frontier.encoded();
        assertThat(HistoryFrontier.decode(encoded)).isEqualTo(frontier);
        assertThatThrownBy(() -> HistoryFrontier.decode(encoded.slice(0, encoded.size() - 1)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> HistoryFrontier.decode(encoded.concat(Bytes.utf8("x"))))
                .isInstanceOf(MalformedException.class);
    }
}
