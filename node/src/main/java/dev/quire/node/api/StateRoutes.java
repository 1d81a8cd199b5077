package dev.quire.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.NodeStorage;
import dev.quire.codec.Bytes;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.StateEvidence;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The node at a glance, its evidence of lies, and single values of plugins' state. */
final class StateRoutes {
    private static final Duration BARRIER_TIMEOUT = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final PluginNames plugins;
    private final Optional<NodeStorage> storage;

    StateRoutes(Ledger ledger, PluginNames plugins, Optional<NodeStorage> storage) {
        this.ledger = ledger;
        this.plugins = plugins;
        this.storage = storage;
    }

    void status(Context context) {
        ObjectNode status = Views.status(ledger.status(), ledger.members().mode());
        status.put("evidence", ledger.evidenceOfLies().size());
        storage.ifPresent(disk -> {
            status.put("firstHeight", disk.firstHeight());
            status.put("diskRoom", disk.room().name());
            status.put("storageFindings", disk.scrub().findings().size());
        });
        context.json(status);
    }

    void evidence(Context context) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("evidence");
        ledger.evidenceOfLies().forEach(evidence -> list.add(EvidenceView.of(evidence)));
        context.json(json);
    }

    void value(Context context) {
        int plugin = plugins.id(context.pathParam("plugin"));
        Bytes key = Requests.hex(context, "key");
        String level = Requests.choice(context, "level", "local", "linearizable");
        boolean proof = Requests.choice(context, "proof", "false", "true").equals("true");
        if (level.equals("local")) {
            context.json(read(plugin, key, level, proof));
            return;
        }
        CompletableFuture<Void> answered =
                ledger.readBarrier(BARRIER_TIMEOUT).thenAccept(height -> context.json(read(plugin, key, level, proof)));
        context.future(() -> answered);
    }

    private ObjectNode read(int plugin, Bytes key, String level, boolean proof) {
        StateEvidence evidence = ledger.evidence(plugin, key, proof);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("key", key.toHex());
        json.put("present", evidence.value().isPresent());
        evidence.value().ifPresent(value -> json.put("value", value.toHex()));
        json.put("height", evidence.height());
        json.put("level", level);
        json.put("stateRoot", evidence.stateRoot().toHex());
        evidence.proof().ifPresent(bytes -> json.put("proof", Views.base64(bytes)));
        return json;
    }
}
