package dev.quire.testkit;

/** A node's disk is copied now and then, and at times a copy comes back: without the head file, as is to be done. */
record OldBackups(Victims victims) implements Nemesis {
    @Override
    public void strike() {
        if (victims.random().nextBoolean()) {
            victims.all().forEach(SimNode::backUp);
            return;
        }
        victims.oneThatMayForget().filter(SimNode::hasBackup).ifPresent(victim -> {
            victims.world().count(Situation.OLD_BACKUP);
            victim.crash();
            victim.restore(victims.random().nextInt(victim.backups()));
            victims.startLater(victim);
        });
    }
}
