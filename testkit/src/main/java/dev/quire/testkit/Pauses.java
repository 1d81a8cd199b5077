package dev.quire.testkit;

/** A node stands still as a process that is stopped and continued; what comes in waits. */
record Pauses(Victims victims) implements Nemesis {
    private static final long MAX_MICROS = 2_000_000;

    @Override
    public void strike() {
        SimNode victim = victims.one();
        if (victim.isUp()) {
            victims.world().count(Situation.PAUSE);
            long now = victims.world().time().nowMicros();
            victim.pauseUntil(now + victims.random().nextLong(MAX_MICROS));
        }
    }
}
