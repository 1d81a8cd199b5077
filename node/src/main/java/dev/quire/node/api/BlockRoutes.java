package dev.quire.node.api;

import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.Ledger;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.util.concurrent.atomic.AtomicInteger;

/** Committed blocks, one by one or as a stream. */
final class BlockRoutes {
    private static final int MAX_STREAMS = 64;

    private final Ledger ledger;
    private final AtomicInteger streams = new AtomicInteger();

    BlockRoutes(Ledger ledger) {
        this.ledger = ledger;
    }

    void get(Context context) {
        long height = Requests.height("height", context.pathParam("height"));
        context.future(() -> ledger.committedBlock(height).thenAccept(block -> {
            if (block.isPresent()) {
                context.json(Views.block(block.get()));
            } else {
                Errors.answer(
                        context,
                        Problem.notFound(
                                "no block " + height + " is committed here", "The newest height is in GET /v1/status"));
            }
        }));
    }

    /** One event per committed block; the event's id is its height, so that a client can go on after it. */
    void stream(SseClient client) {
        String from = client.ctx().queryParam("from");
        long height = from == null ? ledger.status().appliedHeight() + 1 : Requests.height("from", from);
        if (streams.incrementAndGet() > MAX_STREAMS) {
            streams.decrementAndGet();
            client.sendComment("too many streams are open; try again later");
            client.close();
            return;
        }
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
