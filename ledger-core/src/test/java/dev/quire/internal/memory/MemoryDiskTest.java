package dev.quire.internal.memory;

import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskContract;

class MemoryDiskTest extends DiskContract {
    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected Disk openDisk() {
        return disk;
    }
}
