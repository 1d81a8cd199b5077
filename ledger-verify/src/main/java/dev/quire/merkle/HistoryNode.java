package dev.quire.merkle;

/**
 * The place of a perfect subtree in a growing RFC 9162 tree: it covers the leaves {@code index << level} to
 * {@code (index + 1 << level) - 1}. Its hash never changes once those leaves are there.
 *
 * @param level 0 for a leaf, at most 62
 * @param index position among the nodes of its level
 */
public record HistoryNode(int level, long index) {
    public HistoryNode {
        if (level < 0 || level > 62 || index < 0) {
            throw new IllegalArgumentException("no such node: level " + level + ", index " + index);
        }
    }
}
