package dev.quire.gateway.command;

import dev.quire.node.CommandGroup;

/** Adds {@code quire health} to the program. */
public final class HealthCommands implements CommandGroup {
    @Override
    public Object command() {
        return new HealthCommand();
    }
}
