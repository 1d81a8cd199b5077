package dev.quire.testkit;

/**
 * A node loses all that it has stored. Its operator gives it a new disk and the empty journal of its first day, without the
 * head file: so it knows that it has forgotten.
 */
record LostDisks(Victims victims) implements Nemesis {
    @Override
    public void strike() {
        victims.oneThatMayForget().filter(SimNode::hasBackup).ifPresent(victim -> {
            victims.world().count(Situation.LOST_DISK);
            victim.crash();
            victim.restore(0);
            victims.startLater(victim);
        });
    }
}
