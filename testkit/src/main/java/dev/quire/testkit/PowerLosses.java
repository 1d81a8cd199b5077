package dev.quire.testkit;

/** All nodes crash at the same moment. */
record PowerLosses(Victims victims) implements Nemesis {
    @Override
    public void strike() {
        victims.world().count(Situation.POWER_LOSS_OF_ALL);
        for (SimNode node : victims.all()) {
            node.crash();
            victims.startLater(node);
        }
    }
}
