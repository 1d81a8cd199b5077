package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

/** The leader's process dies in the middle of a load and comes back. Used by one thread. */
final class CrashStory {
    private static final int ACKNOWLEDGED_BEFORE_KILL = 40;
    private static final int TX_IDS_PER_QUESTION = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final HospitalNetwork network;
    private final List<Admission> admissions;
    private final Steps steps;
    /** Every transaction whose commit a hospital has confirmed, from the first to the last. */
    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();

    private int killed = -1;

    CrashStory(HospitalNetwork network, List<Admission> admissions, Steps steps) {
        this.network = network;
        this.admissions = admissions;
        this.steps = steps;
    }

    /** Publishes up to {@code limit} records of each patient. */
    String publishFirst(int limit) throws IOException, InterruptedException {
        List<CompletableFuture<JsonNode>> publications = new ArrayList<>();
        for (Admission admission : admissions) {
            publications.add(publish(admission, limit));
        }
        int records = 0;
        for (int i = 0; i < publications.size(); i++) {
            int published = Waiting.forResult(publications.get(i), PATIENCE, "a publication")
                    .path("records")
                    .asInt();
            records += published;
            Admission admission = admissions.get(i);
            steps.say(network.name(admission.hospital()) + ": " + published + " records of "
                    + admission.patient().name() + " encrypted into the vault, fingerprints on the ledger");
        }
        return records + " records are on the ledger, " + acknowledged.size() + " transactions acknowledged.";
    }

    String killLeaderUnderLoad() throws IOException, InterruptedException {
        killed = network.awaitLeader();
        int before = acknowledged.size();
        List<CompletableFuture<JsonNode>> others = new ArrayList<>();
        for (Admission admission : admissions) {
            CompletableFuture<JsonNode> publication = publish(admission, Integer.MAX_VALUE);
            if (admission.hospital() != killed) {
                others.add(publication);
            }
        }
        Waiting.until(
                () -> acknowledged.size() >= before + ACKNOWLEDGED_BEFORE_KILL, PATIENCE, "the load is under way");
        long pid = network.hospital(killed).pid();
        network.hospital(killed).kill();
        int atKill = acknowledged.size();
        steps.say("kill -9 of process " + pid + ", " + network.name(killed) + ", which leads, after "
                + (atKill - before) + " transactions of the load");
        int leader = network.awaitLeader();
        steps.say(network.name(leader) + " leads now");
        for (CompletableFuture<JsonNode> publication : others) {
            Waiting.forResult(publication, PATIENCE, "a publication");
        }
        return "The others carried on: " + (acknowledged.size() - atKill)
                + " more transactions were acknowledged without " + network.name(killed) + ".";
    }

    String returnAndCatchUp() throws IOException, InterruptedException {
        network.restart(killed);
        JsonNode status = network.awaitAgreement();
        steps.say(network.name(killed) + " is back and has every block up to " + status.path("height"));
        for (Admission admission : admissions) {
            if (admission.hospital() == killed) {
                Waiting.forResult(publish(admission, Integer.MAX_VALUE), PATIENCE, "a publication");
            }
        }
        status = network.awaitAgreement();
        return "It finished what it was interrupted in. All hospitals stand at block " + status.path("height")
                + " with state root " + status.path("stateRoot").asText().substring(0, 16) + "….";
    }

    String checkAcknowledged() throws IOException, InterruptedException {
        List<String> txIds = List.copyOf(acknowledged);
        for (int i = 0; i < network.size(); i++) {
            HospitalClient hospital = network.hospital(i);
            for (int from = 0; from < txIds.size(); from += TX_IDS_PER_QUESTION) {
                ObjectNode order = hospital.order("missing");
                ArrayNode array = order.putArray("txIds");
                txIds.subList(from, Math.min(txIds.size(), from + TX_IDS_PER_QUESTION))
                        .forEach(array::add);
                JsonNode missing = hospital.call(order).path("txIds");
                Steps.require(missing.isEmpty(), network.name(i) + " lacks acknowledged transactions: " + missing);
            }
        }
        return "All " + txIds.size() + " acknowledged transactions are there on all " + network.size()
                + " hospitals' nodes.";
    }

    private CompletableFuture<JsonNode> publish(Admission admission, int limit) {
        HospitalClient hospital = network.hospital(admission.hospital());
        return hospital.begin(
                hospital.order("publish")
                        .put("sid", admission.patient().sid().toHex())
                        .put("bundle", admission.bundle().toString())
                        .put("limit", limit),
                progress -> acknowledged.add(progress.path("txId").asText()));
    }
}
