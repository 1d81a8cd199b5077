package dev.quire.testkit;

import java.util.function.Consumer;

/**
 * A disk says no, once; the node must stop, and comes back when the disk is well.
 *
 * @param ask what asks the disk to fail
 */
record FailingDisks(Victims victims, Situation situation, Consumer<SimDisk> ask) implements Nemesis {
    @Override
    public void strike() {
        SimNode victim = victims.one();
        if (victim.isUp()) {
            victims.world().count(situation);
            victim.letDiskFail();
            ask.accept(victim.disk());
            victims.startWhenDown(victim);
        }
    }
}
