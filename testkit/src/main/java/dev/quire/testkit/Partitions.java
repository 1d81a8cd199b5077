package dev.quire.testkit;

import java.util.random.RandomGenerator;

/**
 * Cuts the network, in place of all earlier cuts: two sides, the leader with few others, single directions, two sides
 * that share one node, or a ring in which each node reaches its two neighbours only; or mends it.
 */
record Partitions(Victims victims, SimNetwork network) implements Nemesis {
    /** Who may not reach whom. */
    private interface Cut {
        boolean between(int from, int to);
    }

    @Override
    public void strike() {
        RandomGenerator random = victims.random();
        int size = victims.all().size();
        switch (random.nextInt(6)) {
            case 0 -> apply((from, to) -> false);
            case 1 -> {
                boolean[] side = sides();
                apply(Situation.PARTITION, (from, to) -> side[from] != side[to]);
            }
            case 2 -> apply(Situation.HALF_PARTITION, (from, to) -> random.nextInt(3) == 0);
            case 3 -> {
                boolean[] side = new boolean[size];
                side[victims.one().number()] = true;
                side[random.nextInt(size)] = true;
                apply(Situation.PARTITION, (from, to) -> side[from] != side[to]);
            }
            case 4 -> {
                boolean[] side = sides();
                int bridge = random.nextInt(size);
                apply(
                        Situation.BRIDGE_PARTITION,
                        (from, to) -> side[from] != side[to] && from != bridge && to != bridge);
            }
            default ->
                apply(Situation.RING_PARTITION, (from, to) -> {
                    int distance = Math.floorMod(from - to, size);
                    return distance > 1 && distance < size - 1;
                });
        }
    }

    private boolean[] sides() {
        boolean[] side = new boolean[victims.all().size()];
        for (int i = 0; i < side.length; i++) {
            side[i] = victims.random().nextBoolean();
        }
        return side;
    }

    private void apply(Situation situation, Cut cut) {
        victims.world().count(situation);
        apply(cut);
    }

    private void apply(Cut cut) {
        int size = victims.all().size();
        boolean[][] matrix = new boolean[size][size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                matrix[from][to] = cut.between(from, to);
            }
        }
        network.cut(matrix);
    }
}
