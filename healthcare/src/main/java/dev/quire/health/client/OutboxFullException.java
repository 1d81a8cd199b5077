package dev.quire.health.client;

import dev.quire.health.Id;
import java.io.IOException;

/** As many deals wait for a custodian as there is room for: it has been away for very long. */
public final class OutboxFullException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Id custodian;

    public OutboxFullException(Id custodian, int waiting) {
        super(waiting + " deals wait for custodian " + custodian
                + ", and there is room for no more: see why it is away;"
                + " give more room (outbox-room), or have the members set a committee without it");
        this.custodian = custodian;
    }

    public Id custodian() {
        return custodian;
    }
}
