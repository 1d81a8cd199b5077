package dev.quire.testkit.twins;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Scenarios at random, each from one seed. Most are mean on purpose: twins stand on different sides, lead often, and what
 * keeps members in step is lost more often than the rest.
 */
public final class ScenarioGenerator {
    private static final int MOST_ROUNDS = 8;
    private static final int SMALL = 4;
    private static final int LARGE = 7;
    private static final int LARGE_ONES_OUT_OF_TEN = 2;
    private static final int PER_CENT = 100;
    private static final List<MessageKind> KINDS = List.of(MessageKind.values());

    private final RandomGenerator random;
    private final int members;
    private final List<Integer> twins;

    private ScenarioGenerator(RandomGenerator random, int members, List<Integer> twins) {
        this.random = random;
        this.members = members;
        this.twins = twins;
    }

    /**
     * The scenario of this seed.
     *
     * @param members 0: four, or seven in some
     * @param twins how many members are two; -1: as many as PBFT bears, or fewer in a few
     */
    public static Scenario generate(long seed, int members, int twins) {
        SplittableRandom random = new SplittableRandom(seed);
        int drawnSize = random.nextInt(10) < LARGE_ONES_OUT_OF_TEN ? LARGE : SMALL;
        int n = members > 0 ? members : drawnSize;
        int faults = (n - 1) / 3;
        int drawnTwins = random.nextInt(10) == 0 ? random.nextInt(faults + 1) : faults;
        int count = Math.min(n, twins >= 0 ? twins : drawnTwins);
        List<Integer> all = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(all.remove(random.nextInt(all.size())));
        }
        return new ScenarioGenerator(random, n, chosen.stream().sorted().toList()).scenario(seed);
    }

    private Scenario scenario(long seed) {
        boolean viewChangesPass = random.nextInt(3) > 0;
        int count = 1 + random.nextInt(MOST_ROUNDS);
        // Few groupings that come again make longer stories than ever new ones.
        List<List<List<Integer>>> groupings = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            groupings.add(groups());
        }
        int wholePerCent = random.nextInt(3) * 20;
        int dropsPerRound = random.nextInt(4);
        List<Round> rounds = new ArrayList<>();
        int leader = -1;
        for (int i = 0; i < count; i++) {
            leader = leaderAfter(leader);
            List<List<Integer>> grouping = percent(wholePerCent)
                    ? List.of(IntStream.range(0, instances()).boxed().toList())
                    : groupings.get(random.nextInt(groupings.size()));
            rounds.add(new Round(leader, grouping, drops(random.nextInt(dropsPerRound + 1))));
        }
        return new Scenario("seed-" + seed, members, twins, viewChangesPass, rounds, 2 * members + 4);
    }

    private int instances() {
        return members + twins.size();
    }

    private boolean percent(int share) {
        return random.nextInt(PER_CENT) < share;
    }

    /** Often one of the twins; seldom the one before, whose turn comes again only when all others have had theirs. */
    private int leaderAfter(int previous) {
        boolean two = !twins.isEmpty() && random.nextBoolean();
        int drawn = two ? twins.get(random.nextInt(twins.size())) : random.nextInt(members);
        return drawn == previous ? random.nextInt(members) : drawn;
    }

    /** Two sides, or three; the two instances of a member mostly stand on different ones. */
    private List<List<Integer>> groups() {
        int sides = random.nextInt(4) == 0 ? 3 : 2;
        int[] sideOf = new int[instances()];
        for (int i = 0; i < members; i++) {
            sideOf[i] = random.nextInt(sides);
        }
        for (int i = members; i < instances(); i++) {
            int first = sideOf[twins.get(i - members)];
            sideOf[i] = percent(80) ? (first + 1) % sides : random.nextInt(sides);
        }
        List<List<Integer>> groups = new ArrayList<>();
        for (int side = 0; side < sides; side++) {
            int wanted = side;
            List<Integer> group = IntStream.range(0, instances())
                    .filter(i -> sideOf[i] == wanted)
                    .boxed()
                    .toList();
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        return groups;
    }

    private List<Round.Drop> drops(int count) {
        List<Round.Drop> drops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = random.nextInt(instances());
            int to = random.nextInt(instances());
            MessageKind kind = KINDS.get(random.nextInt(KINDS.size()));
            if (from != to) {
                drops.add(new Round.Drop(kind, from, to));
            }
            if (percent(20)) {
                silence(kind, from, drops);
            }
        }
        return drops;
    }

    /** Nobody hears this kind of message from that instance. */
    private void silence(MessageKind kind, int from, List<Round.Drop> drops) {
        for (int to = 0; to < instances(); to++) {
            if (to != from) {
                drops.add(new Round.Drop(kind, from, to));
            }
        }
    }
}
