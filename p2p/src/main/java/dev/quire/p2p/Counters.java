package dev.quire.p2p;

import java.util.concurrent.atomic.LongAdder;

/** The numbers behind {@link TransportStats}. Any thread. */
final class Counters {
    final LongAdder framesSent = new LongAdder();
    final LongAdder bytesSent = new LongAdder();
    final LongAdder framesReceived = new LongAdder();
    final LongAdder bytesReceived = new LongAdder();
    final LongAdder droppedNotConnected = new LongAdder();
    final LongAdder droppedQueueFull = new LongAdder();
    final LongAdder droppedOnDisconnect = new LongAdder();
    final LongAdder failedDials = new LongAdder();

    TransportStats read(int connectedPeers, Refusals refusals) {
        return new TransportStats(
                connectedPeers,
                framesSent.sum(),
                bytesSent.sum(),
                framesReceived.sum(),
                bytesReceived.sum(),
                droppedNotConnected.sum(),
                droppedQueueFull.sum(),
                droppedOnDisconnect.sum(),
                failedDials.sum(),
                refusals.counts());
    }
}
