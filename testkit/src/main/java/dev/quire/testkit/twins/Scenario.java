package dev.quire.testkit.twins;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Members, some of which run as two correct instances with one key, and what the network does to them round by round.
 * After the last round it is whole. Instances are numbered: 0 to n-1 are the members' first ones, then come the second
 * ones of the twins, in the order of {@code twins}; in files the second instance of member 3 is called "3t".
 *
 * @param name for people
 * @param members n
 * @param twins the members that are two, ascending
 * @param viewChangesPass what members say to leave a round passes between groups too, so that every round gets its
 *     leader; otherwise a round that no group with a quorum leaves is the last for those in it
 * @param rounds at least one
 * @param liveWithin after the last round, so many leaders may come and go before there is a new block
 */
public record Scenario(
        String name, int members, List<Integer> twins, boolean viewChangesPass, List<Round> rounds, int liveWithin) {
    /** The most members. */
    public static final int MAX_MEMBERS = 16;

    /** @throws IllegalArgumentException naming what cannot be played */
    public Scenario {
        twins = List.copyOf(twins);
        rounds = List.copyOf(rounds);
        require(members >= 1 && members <= MAX_MEMBERS, "members must be 1 to " + MAX_MEMBERS);
        require(isAscending(twins, members), "twins must be members, ascending");
        require(!rounds.isEmpty() && liveWithin > 0, "there must be a round, and time to live");
        int instances = members + twins.size();
        for (Round round : rounds) {
            require(round.leader() >= 0 && round.leader() < members, "a round's leader must be a member");
            List<Integer> all =
                    round.groups().stream().flatMap(List::stream).sorted().toList();
            require(
                    all.equals(IntStream.range(0, instances).boxed().toList()),
                    "a round's partitions must hold each instance once");
            for (Round.Drop drop : round.drops()) {
                require(Math.min(drop.from(), drop.to()) >= 0, "a drop names an unknown instance");
                require(Math.max(drop.from(), drop.to()) < instances, "a drop names an unknown instance");
            }
        }
    }

    private static boolean isAscending(List<Integer> twins, int members) {
        int previous = -1;
        for (int twin : twins) {
            if (twin <= previous || twin >= members) {
                return false;
            }
            previous = twin;
        }
        return true;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("twins scenario: " + problem);
        }
    }

    /** How many instances run. */
    public int instances() {
        return members + twins.size();
    }

    /** Whose instance this is. */
    public int memberOf(int instance) {
        return instance < members ? instance : twins.get(instance - members);
    }

    /** Is the member that this instance speaks for only one? */
    public boolean isHonest(int instance) {
        return !twins.contains(memberOf(instance));
    }

    /** How many members may lie. */
    public int faults() {
        return (members - 1) / 3;
    }

    /** What people call the instance. */
    public String nameOf(int instance) {
        return memberOf(instance) + (instance < members ? "" : "t");
    }

    /** The members as the leaders of the rounds first come, then the others. */
    public List<Integer> inOrderOfLeading() {
        List<Integer> order = new ArrayList<>();
        rounds.forEach(round -> order.add(round.leader()));
        IntStream.range(0, members).forEach(order::add);
        return order.stream().distinct().toList();
    }

    Scenario withRounds(List<Round> others) {
        return new Scenario(name, members, twins, viewChangesPass, others, liveWithin);
    }

    /** The same with or without view changes that pass between groups. */
    public Scenario viewChangesPass(boolean pass) {
        return new Scenario(name, members, twins, pass, rounds, liveWithin);
    }
}
