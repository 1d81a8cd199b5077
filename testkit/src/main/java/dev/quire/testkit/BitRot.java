package dev.quire.testkit;

import java.util.Optional;

/** A bit of a stored file turns; the node finds out when it next reads it, which in half of the cases is at once. */
record BitRot(Victims victims) implements Nemesis {
    @Override
    public void strike() {
        Optional<SimNode> found = victims.oneThatMayForget();
        if (found.isEmpty()) {
            return;
        }
        SimNode victim = found.get();
        victim.rot();
        if (victims.random().nextBoolean()) {
            victim.crash();
            victims.startLater(victim);
        }
    }
}
