package dev.quire.health.client;

class MemoryOutboxTest extends DealOutboxContract {
    private final DealOutbox outbox = DealOutbox.inMemory();

    @Override
    protected DealOutbox outbox() {
        return outbox;
    }

    @Override
    protected void reopen() {}
}
