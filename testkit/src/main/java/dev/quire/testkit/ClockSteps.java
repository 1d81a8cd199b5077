package dev.quire.testkit;

import java.util.random.RandomGenerator;

/** A clock on the wall is set: an hour ahead or back, a little wrong, or right again. */
record ClockSteps(Victims victims) implements Nemesis {
    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final long LITTLE_MICROS = 3_000_000;

    @Override
    public void strike() {
        RandomGenerator random = victims.random();
        long micros = switch (random.nextInt(4)) {
            case 0 -> HOUR_MICROS;
            case 1 -> -HOUR_MICROS;
            case 2 -> 0;
            default -> random.nextLong(-LITTLE_MICROS, LITTLE_MICROS);
        };
        SimNode victim = victims.one();
        victims.world().count(Situation.CLOCK_STEP);
        victims.world().trace().record(Trace.Step.CLOCK, victim.number(), micros);
        victim.clock().setWallOffset(micros);
    }
}
