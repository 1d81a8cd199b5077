package dev.quire.node.api;

import dev.quire.NodeStorage;
import dev.quire.spi.ledger.BusyException;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.Ledger;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Committed blocks, one by one or as a stream. */
final class BlockRoutes {
    private static final int MAX_STREAMS = 64;
    private static final String EVENT_STREAM = "text/event-stream";

    private final Ledger ledger;
    private final Optional<NodeStorage> storage;
    private final AtomicInteger streams = new AtomicInteger();

    BlockRoutes(Ledger ledger, Optional<NodeStorage> storage) {
        this.storage = storage;
        this.ledger = ledger;
    }

    void get(Context context) {
        long height = Requests.height("height", context.pathParam("height"));
        context.future(() -> ledger.committedBlock(height).thenAccept(block -> {
            if (block.isPresent()) {
                context.json(Views.block(block.get()));
            } else if (isPruned(height)) {
                Errors.answer(context, Problem.pruned("block " + height));
            } else {
                Errors.answer(
                        context,
                        Problem.notFound(
                                "no block " + height + " is committed here", "The newest height is in GET /v1/status"));
            }
        }));
    }

    private boolean isPruned(long height) {
        return height > 0 && storage.filter(disk -> height < disk.firstHeight()).isPresent();
    }

    /**
     * One event per committed block; the event's id is its height, so that a client can go on after it. The answer begins
     * only when nothing is left that could be refused: its status cannot be taken back.
     */
    void stream(Context context) throws IOException {
        String from = context.queryParam("from");
        long height = from == null ? ledger.status().appliedHeight() + 1 : Requests.height("from", from);
        if (isPruned(height)) {
            throw new ProblemException(Problem.pruned("block " + height));
        }
        if (!Requests.accepts(context, EVENT_STREAM)) {
            throw new ProblemException(Problem.of(
                    406,
                    "NOT_ACCEPTABLE",
                    "The answer has no such form",
                    "blocks are streamed as " + EVENT_STREAM + " only, which the Accept header excludes",
                    "Leave the Accept header out, or name " + EVENT_STREAM));
        }
        if (streams.incrementAndGet() > MAX_STREAMS) {
            streams.decrementAndGet();
            throw new BusyException(MAX_STREAMS + " streams are open, which is as many as may be");
        }
        context.contentType(EVENT_STREAM).header("Cache-Control", "no-cache").header("X-Accel-Buffering", "no");
        context.res().flushBuffer();
        SseClient client = new SseClient(context);
        client.keepAlive();
        Ledger.Subscription subscription = ledger.subscribe(height, block -> send(client, block));
        client.onClose(() -> {
            subscription.close();
            streams.decrementAndGet();
        });
    }

    private static void send(SseClient client, CommittedBlock block) {
        client.sendEvent("block", Views.block(block).toString(), String.valueOf(block.height()));
    }
}
