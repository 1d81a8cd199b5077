package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.hash.Hash;
import dev.quire.health.client.NewRecord;
import dev.quire.health.client.Published;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The hospitals publish; the leader's process dies in the middle of it and comes back. Used by one thread. */
final class CrashStory implements AutoCloseable {
    private static final int FIRST_RECORDS = 6;
    private static final int LOAD_RECORDS = 9;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 8;
    /** As many records are on their way at once. */
    private static final int AT_ONCE = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final DemoNetwork network;
    private final List<Admission> admissions;
    private final Steps steps;
    private final ExecutorService publishers = Executors.newFixedThreadPool(AT_ONCE);
    /** Every transaction that a hospital has a receipt of, from the first to the last. */
    private final Set<Hash> acknowledged = new ConcurrentSkipListSet<>();

    private final List<Publication> interrupted = new ArrayList<>();
    private int killed = -1;

    /** A record on its way. */
    private record Publication(Admission admission, FhirRecord record, Future<Published> result) {}

    CrashStory(DemoNetwork network, List<Admission> admissions, Steps steps) {
        this.network = network;
        this.admissions = admissions;
        this.steps = steps;
    }

    /** Publishes the first records of each patient. */
    String publishFirst() throws IOException, InterruptedException {
        for (Publication publication : publish(FIRST_RECORDS)) {
            try {
                await(publication);
            } catch (IOException e) {
                steps.say("once more: " + e.getMessage());
                await(publish(publication.admission, publication.record));
            }
        }
        for (Admission admission : admissions) {
            steps.say(network.name(admission.hospital()) + ": records of " + admission.name()
                    + " sealed into two vaults, their keys dealt to the custodians, fingerprints on the ledger");
        }
        return acknowledged.size() + " records are on the ledger, each with a receipt.";
    }

    String killLeaderUnderLoad() throws IOException, InterruptedException {
        killed = network.awaitLeader();
        int before = acknowledged.size();
        List<Publication> load = publish(LOAD_RECORDS);
        Waiting.until(
                () -> acknowledged.size() >= before + ACKNOWLEDGED_BEFORE_KILL, PATIENCE, "the load is under way");
        long pid = network.pid(killed);
        network.kill(killed);
        int atKill = acknowledged.size();
        steps.say("kill -9 of process " + pid + ", " + network.name(killed) + ", which leads, after "
                + (atKill - before) + " records of the load");
        int leader = network.awaitLeader();
        steps.say(network.name(leader) + " leads now");
        for (Publication publication : load) {
            try {
                await(publication);
            } catch (IOException e) {
                if (publication.admission.hospital() != killed) {
                    throw e;
                }
                interrupted.add(publication);
            }
        }
        return "The others carried on: " + (acknowledged.size() - atKill) + " more records were published without "
                + network.name(killed) + ", with copies in the vaults that were left.";
    }

    String returnAndCatchUp() throws IOException, InterruptedException {
        network.start();
        JsonNode status = network.awaitAgreement();
        steps.say(network.name(killed) + " is back and has every block up to " + status.path("height"));
        for (Publication publication : interrupted) {
            await(publish(publication.admission, publication.record));
        }
        for (int i = 0; i < network.size(); i++) {
            var hospital = network.desk(i).hospital();
            Waiting.until(
                    () -> Waiting.forResult(hospital.deliverDeals(), PATIENCE, "the custodians' answer")
                            .isEmpty(),
                    PATIENCE,
                    "every custodian has the shares that were kept for it");
        }
        status = network.awaitAgreement();
        return "It published the " + interrupted.size() + " records that it was interrupted in, and got the shares that"
                + " the others had kept for it.\nAll hospitals stand at block " + status.path("height")
                + " with state root " + status.path("stateRoot").asText().substring(0, 16) + "….";
    }

    String checkAcknowledged() throws IOException {
        for (int i = 0; i < network.size(); i++) {
            for (Hash txId : acknowledged) {
                Steps.require(network.hasCommitted(i, txId), network.name(i) + " lacks transaction " + txId);
            }
        }
        return "All " + acknowledged.size() + " acknowledged records are there on all " + network.size()
                + " hospitals' nodes.";
    }

    /** The next records of each patient, in turns. */
    private List<Publication> publish(int limit) {
        List<List<FhirRecord>> next =
                admissions.stream().map(admission -> admission.take(limit)).toList();
        List<Publication> publications = new ArrayList<>();
        for (int turn = 0; turn < limit; turn++) {
            for (int i = 0; i < admissions.size(); i++) {
                if (turn < next.get(i).size()) {
                    publications.add(publish(admissions.get(i), next.get(i).get(turn)));
                }
            }
        }
        return publications;
    }

    private Publication publish(Admission admission, FhirRecord record) {
        NewRecord content = new NewRecord(
                record.compartment().name().toLowerCase(Locale.ROOT),
                record.kind(),
                "application/fhir+json",
                "",
                "",
                List.of(),
                record.source(),
                Optional.empty(),
                new ByteArrayInputStream(record.json().toArray()));
        return new Publication(admission, record, publishers.submit(() -> {
            Published published = Waiting.forResult(
                    network.desk(admission.hospital())
                            .hospital()
                            .publish(admission.patient().sid(), content),
                    PATIENCE,
                    "a publication");
            acknowledged.add(published.receipt().transaction().id());
            admission.published(record, published.rid());
            return published;
        }));
    }

    private static void await(Publication publication) throws IOException, InterruptedException {
        Waiting.forResult(publication.result, PATIENCE, "a publication");
    }

    @Override
    public void close() {
        publishers.shutdownNow();
    }
}
