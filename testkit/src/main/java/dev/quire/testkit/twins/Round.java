package dev.quire.testkit.twins;

import java.util.List;

/**
 * One round of a scenario. Instances are numbered as in {@link Scenario}.
 *
 * @param leader the member that leads it; if it is two, both instances do
 * @param groups messages pass inside a group only; each instance is in one of them
 * @param drops what is lost besides
 */
public record Round(int leader, List<List<Integer>> groups, List<Drop> drops) {
    /** What one instance says to another and is lost; one direction only. */
    public record Drop(MessageKind kind, int from, int to) {}

    public Round {
        groups = groups.stream().map(List::copyOf).toList();
        drops = List.copyOf(drops);
    }

    /** Does the round's network carry such a message? */
    public boolean passes(MessageKind kind, int from, int to) {
        return areTogether(from, to) && !isDropped(kind, from, to);
    }

    /** Are both in one group? */
    public boolean areTogether(int one, int other) {
        for (List<Integer> group : groups) {
            if (group.contains(one)) {
                return group.contains(other);
            }
        }
        return false;
    }

    /** Is it lost even where the network is whole? */
    public boolean isDropped(MessageKind kind, int from, int to) {
        for (Drop drop : drops) {
            if (drop.from == from && drop.to == to && (drop.kind == MessageKind.ANY || drop.kind == kind)) {
                return true;
            }
        }
        return false;
    }
}
