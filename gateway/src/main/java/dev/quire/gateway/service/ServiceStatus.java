package dev.quire.gateway.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.gateway.upkeep.Finding;
import dev.quire.gateway.upkeep.SweepStatus;
import dev.quire.gateway.upkeep.Upkeep;
import dev.quire.gateway.upkeep.VaultStatus;
import dev.quire.gateway.vault.CopyState;
import dev.quire.health.Id;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.SortedMap;

/** What an operator is shown of a running service, as JSON: counts and random ids. */
final class ServiceStatus {
    private ServiceStatus() {}

    static String json(Upkeep upkeep) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        try {
            SortedMap<Id, Integer> waiting = upkeep.waitingDeals();
            json.put(
                    "waitingDeals",
                    waiting.values().stream().mapToInt(count -> count).sum());
            ObjectNode outbox = json.putObject("outbox").put("room", upkeep.outboxRoom());
            ArrayNode custodians = outbox.putArray("custodians");
            waiting.forEach((custodian, count) -> {
                ArrayNode refused = custodians
                        .addObject()
                        .put("member", custodian.toHex())
                        .put("waiting", count)
                        .putArray("refused");
                upkeep.refusedDeals()
                        .getOrDefault(custodian, Collections.emptySortedSet())
                        .forEach(denial -> refused.add(denial.name()));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SweepStatus swept = upkeep.sweepStatus();
        json.putObject("swept").put("parts", swept.parts()).put("deals", swept.deals());
        VaultStatus vault = upkeep.vaultStatus();
        ObjectNode shown = json.putObject("vault");
        shown.put("walks", vault.walks());
        vault.began().ifPresent(began -> shown.put("began", began.toString()));
        vault.ended().ifPresent(ended -> shown.put("ended", ended.toString()));
        shown.put("records", vault.records())
                .put("mended", vault.mended())
                .put("failed", vault.failed())
                .put("leftOut", vault.leftOutCount());
        ArrayNode findings = shown.putArray("findings");
        vault.findings().forEach(finding -> add(findings.addObject(), finding));
        return json.toString();
    }

    private static void add(ObjectNode json, Finding finding) {
        json.put("name", finding.name().path());
        add(json.putObject("own"), finding.own());
        add(json.putObject("copy").put("member", finding.other().toHex()), finding.copy());
        json.put("outcome", finding.outcome().name()).put("detail", finding.detail());
    }

    private static void add(ObjectNode json, CopyState state) {
        json.put("state", state.kind().name());
        ArrayNode damaged = json.putArray("damaged");
        state.damaged()
                .forEach(range -> damaged.addObject().put("from", range.from()).put("to", range.to()));
    }
}
