package dev.quire.node.api;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.Proof;
import dev.quire.spi.ledger.BusyException;
import dev.quire.spi.ledger.Ledger;
import io.javalin.http.Context;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Receipts of state and of headers, each in the JSON form that a verifier takes as a file. */
final class ProofRoutes {
    private static final int LAST_PLUGIN = 0xffff;
    /** A range may fill a proof of 16 MiB, which is some four times that as text. */
    private static final int MAX_RANGES_AT_ONCE = 2;

    private final Ledger ledger;
    private final PluginNames plugins;
    private final AtomicInteger ranges = new AtomicInteger();

    ProofRoutes(Ledger ledger, PluginNames plugins) {
        this.ledger = ledger;
        this.plugins = plugins;
    }

    /** One value of a plugin, or that there is none. */
    void value(Context context) {
        int plugin = plugins.id(context.pathParam("plugin"));
        KeyRange asked = KeyRange.of(key(plugin, Requests.hex(context, "key")));
        answer(context, ledger.stateReceipt(List.of(asked), height(context, "height")));
    }

    /** All entries of a plugin, or of a part of it. */
    void range(Context context) {
        int plugin = plugins.id(context.pathParam("plugin"));
        StateKey from = key(plugin, hex(context, "from"));
        KeyRange asked;
        if (context.queryParam("to") != null) {
            asked = KeyRange.between(from, key(plugin, hex(context, "to")));
        } else {
            asked = plugin == LAST_PLUGIN
                    ? KeyRange.startingAt(from)
                    : KeyRange.between(from, new StateKey(plugin + 1, Bytes.EMPTY));
        }
        if (asked.isEmpty()) {
            throw Requests.bad("from must be below to: nothing is asked for");
        }
        prove(context, List.of(asked));
    }

    /** Many values and ranges after one block. */
    void state(Context context) {
        prove(context, StateQuestions.read(context.body()));
    }

    private void prove(Context context, List<KeyRange> asked) {
        OptionalLong height = height(context, "height");
        if (ranges.incrementAndGet() > MAX_RANGES_AT_ONCE) {
            ranges.decrementAndGet();
            throw new BusyException(MAX_RANGES_AT_ONCE + " ranges are being proven, which is as many as may be");
        }
        context.future(() -> CompletableFuture.completedFuture(asked)
                .thenCompose(questions -> ledger.stateReceipt(questions, height))
                .thenAccept(found -> answer(context, found))
                .whenComplete((nothing, failure) -> ranges.decrementAndGet()));
    }

    /** That the certified chain goes on from a block, which the node may have dropped if the asker brings its header. */
    void header(Context context) {
        long height = Requests.height("height", context.pathParam("height"));
        OptionalLong anchor = height(context, "anchor");
        String known = context.queryParam("header");
        answer(
                context,
                known == null
                        ? ledger.headerProof(height, anchor)
                        : ledger.headerProof(header(height, Requests.hex("header", known)), anchor));
    }

    private static BlockHeader header(long height, Bytes encoded) {
        try {
            BlockHeader header = BlockHeader.decode(encoded);
            if (header.height() == height) {
                return header;
            }
            throw Requests.bad("header is of block " + header.height() + ", not of block " + height);
        } catch (MalformedException e) {
            throw Requests.bad("header must be a block's header: " + e.getMessage());
        }
    }

    private static void answer(Context context, CompletableFuture<? extends Proof> proof) {
        context.future(() -> proof.thenAccept(found -> answer(context, found)));
    }

    static void answer(Context context, Proof proof) {
        context.contentType("application/json").result(JsonForm.of(proof).write());
    }

    private static StateKey key(int plugin, Bytes key) {
        if (key.size() > StateKey.MAX_SIZE) {
            throw Requests.bad("a key has at most " + StateKey.MAX_SIZE + " bytes, not " + key.size());
        }
        return new StateKey(plugin, key);
    }

    private static Bytes hex(Context context, String parameter) {
        String text = context.queryParam(parameter);
        return text == null ? Bytes.EMPTY : Requests.hex(parameter, text);
    }

    private static OptionalLong height(Context context, String parameter) {
        String text = context.queryParam(parameter);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Requests.height(parameter, text));
    }
}
