package dev.quire.health.custody;

class MemoryStoresTest extends CustodyStoresContract {
    private final MemoryStores memory = new MemoryStores();

    @Override
    protected ShareStore shares() {
        return memory.store;
    }

    @Override
    protected CustodyLog log() {
        return memory.log;
    }

    @Override
    protected void reopen() {
        // There is nothing but memory.
    }
}
