package dev.quire.internal.runtime;

import dev.quire.spi.store.Disk;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the room on the node's disk, so that it stops to write before a write fails. The journal loop looks; any thread
 * may ask.
 */
final class DiskSpace {
    private static final Logger log = LoggerFactory.getLogger(DiskSpace.class);
    private static final long LOOK_INTERVAL_MICROS = 250_000;

    private final Disk disk;
    private final long reserveBytes;
    private long nextLookMicros = Long.MIN_VALUE;
    private volatile Room room = Room.ENOUGH;

    /** @param reserveBytes with less the room is low, with less than half of it there is none; 0: it is never looked at */
    DiskSpace(Disk disk, long reserveBytes) {
        this.disk = disk;
        this.reserveBytes = reserveBytes;
    }

    Room room() {
        return room;
    }

    /** Looks again if the last look was a while ago. The journal's thread only. */
    Room look(long nowMicros) throws IOException {
        if (reserveBytes > 0 && nowMicros >= nextLookMicros) {
            nextLookMicros = nowMicros + LOOK_INTERVAL_MICROS;
            Room now = after(disk.usableBytes());
            if (now != room) {
                tell(now);
                room = now;
            }
        }
        return room;
    }

    // A quarter more must be free to get better than to get worse, or it would swing to and fro.
    private Room after(long usableBytes) {
        long low = room == Room.ENOUGH ? reserveBytes : reserveBytes + reserveBytes / 4;
        long none = (room == Room.NONE ? reserveBytes + reserveBytes / 4 : reserveBytes) / 2;
        if (usableBytes < none) {
            return Room.NONE;
        }
        return usableBytes < low ? Room.LOW : Room.ENOUGH;
    }

    private void tell(Room now) {
        switch (now) {
            case ENOUGH -> log.info("the disk has room again: this node takes transactions");
            case LOW ->
                log.error(
                        "the disk has less than {} bytes left: this node refuses transactions and hands over the"
                                + " leadership until there is more; free some space",
                        reserveBytes);
            case NONE ->
                log.error(
                        "the disk has less than {} bytes left: this node writes nothing any more, and only reads are"
                                + " served until there is more; free some space",
                        reserveBytes / 2);
        }
    }

    /** When to look again while something waits for room. */
    long nextLookMicros() {
        return nextLookMicros;
    }
}
