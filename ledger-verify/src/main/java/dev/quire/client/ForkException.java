package dev.quire.client;

import dev.quire.lightclient.Fork;

/** The members have certified two histories. Nothing that they say can be trusted until people have found out why. */
public final class ForkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fork fork;

    ForkException(Fork fork) {
        super("two certified histories have different blocks at height "
                + fork.first().header().height() + ": " + fork.first().header().hash() + " and "
                + fork.second().header().hash() + ". Keep the evidence, and trust no further receipt of this chain");
        this.fork = fork;
    }

    /** What proves it to everybody. */
    public Fork fork() {
        return fork;
    }
}
