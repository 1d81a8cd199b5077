package dev.quire.testkit;

/** A node crashes at once, or in the middle of one of its next writes, or is stopped by its operator. */
record Crashes(Victims victims) implements Nemesis {
    @Override
    public void strike() {
        SimNode victim = victims.one();
        switch (victims.random().nextInt(4)) {
            case 0 -> losePowerInAWrite(victim);
            case 1 -> stop(victim);
            default -> {
                victim.crash();
                victims.startLater(victim);
            }
        }
    }

    private void losePowerInAWrite(SimNode victim) {
        if (victim.isUp()) {
            victim.letDiskFail();
            victim.disk().stopBefore(1 + victims.random().nextInt(Victims.MAX_OPERATIONS_TO_POWER_LOSS));
            victims.startWhenDown(victim);
        }
    }

    private void stop(SimNode victim) {
        if (victim.isUp() && !victim.diskMayFail()) {
            victim.stop();
            victims.startLater(victim);
        }
    }
}
