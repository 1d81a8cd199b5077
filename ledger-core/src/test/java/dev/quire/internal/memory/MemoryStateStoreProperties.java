package dev.quire.internal.memory;

import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStoreHistory;

class MemoryStateStoreProperties extends StateStoreHistory {
    @Override
    protected StateStore openEmpty() {
        return new MemoryStateStore();
    }

    @Override
    protected StateStore crash(StateStore store) {
        ((MemoryStateStore) store).forgetUnflushed();
        return store;
    }
}
