package dev.quire.testkit;

import java.util.random.RandomGenerator;

/** One link, in one direction or both, loses most of its frames for a while. */
record FlakyLinks(Victims victims, SimNetwork network) implements Nemesis {
    private static final long MAX_MICROS = 1_500_000;

    @Override
    public void strike() {
        RandomGenerator random = victims.random();
        int size = victims.all().size();
        int from = random.nextInt(size);
        int to = random.nextInt(size);
        double loss = 0.5 + random.nextDouble() / 2;
        boolean bothWays = random.nextBoolean();
        set(from, to, loss, bothWays);
        victims.world().count(Situation.FLAKY_LINK);
        victims.world().time().after(1 + random.nextLong(MAX_MICROS), () -> set(from, to, 0, bothWays));
    }

    private void set(int from, int to, double loss, boolean bothWays) {
        network.flaky(from, to, loss);
        if (bothWays) {
            network.flaky(to, from, loss);
        }
    }
}
