package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.Transaction;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A doctor of one hospital wants to read what another hospital wrote. Used by one thread. */
final class ConsentStory {
    private static final int RECORDS_READ = 10;

    private final HospitalNetwork network;
    private final Admission admission;
    private final int reader;
    private final Doctor doctor;
    private Id gid;
    private String refusedTxId = "";

    /** @param reader the index of the hospital that employs the doctor */
    ConsentStory(HospitalNetwork network, Admission admission, int reader, String doctor, SecureRandom random) {
        this.network = network;
        this.admission = admission;
        this.reader = reader;
        this.doctor = new Doctor(
                doctor,
                admission.patient().randomId(),
                Ed25519Key.generate(random).publicKey());
        this.gid = admission.patient().randomId();
    }

    /** The transaction of the access that was refused after the revocation. */
    String refusedTxId() {
        return refusedTxId;
    }

    String askWithoutPermission() throws IOException, InterruptedException {
        HospitalClient employer = network.hospital(reader);
        employer.call(employer.order("employ")
                .put("name", doctor.name())
                .put("pracId", doctor.pracId().toHex())
                .put("key", doctor.key().toHex()));
        JsonNode asked = ask(recordsToRead());
        requireDecision("NOT_PERMITTED", asked);
        requireNotReleased(asked.path("aid").asText());
        return doctor.name() + " of " + network.name(reader) + " asks for records of "
                + admission.patient().name()
                + " that " + network.name(admission.hospital()) + " wrote.\nThe ledger says "
                + asked.path("decision").asText() + " (block " + asked.path("height")
                + "), and the hospital opens nothing.";
    }

    String grantOneHour() throws IOException, InterruptedException {
        gid = admission.patient().randomId();
        Transaction grant = admission
                .patient()
                .grant(
                        network.chainId(),
                        gid,
                        network.place(reader).orgId(),
                        admission.clinical(),
                        Duration.ofHours(1));
        JsonNode committed = submit(grant);
        return admission.patient().name() + " signs on the phone: " + network.name(reader)
                + " may read the clinical part, for treatment, for one hour (block " + committed.path("height") + ").";
    }

    String read() throws IOException, InterruptedException {
        requireNotReleased(admission.patient().randomId().toHex());
        JsonNode asked = ask(recordsToRead());
        requireDecision("PERMITTED", asked);
        JsonNode opened = open(asked, release(asked.path("aid").asText()));
        Map<String, Integer> types = new TreeMap<>();
        for (JsonNode record : opened) {
            for (JsonNode entry : record.path("fhir").path("entry")) {
                types.merge(entry.path("resource").path("resourceType").asText(), 1, Integer::sum);
            }
        }
        Steps.require(!types.isEmpty(), "the opened records hold no FHIR resource");
        return "The access was committed first (block " + asked.path("height") + "), then " + opened.size()
                + " vault files were opened.\nEach fingerprint is the one on the ledger; " + doctor.name() + " reads: "
                + types.entrySet().stream()
                        .map(type -> type.getValue() + " " + type.getKey())
                        .collect(Collectors.joining(", "));
    }

    String revoke() throws IOException, InterruptedException {
        JsonNode committed = submit(admission.patient().revoke(network.chainId(), gid));
        return admission.patient().name() + " ends the permission (block " + committed.path("height") + ").";
    }

    String readAfterRevocation() throws IOException, InterruptedException {
        JsonNode asked = ask(recordsToRead());
        requireDecision("ENDED", asked);
        String aid = asked.path("aid").asText();
        requireNotReleased(aid);
        refusedTxId = asked.path("txId").asText();
        network.awaitAgreement();
        for (int i = 0; i < network.size(); i++) {
            JsonNode accesses = network.hospital(i)
                    .call(network.hospital(i)
                            .order("accesses")
                            .put("sid", admission.patient().sid().toHex()));
            JsonNode last = accesses.path(accesses.size() - 1);
            Steps.require(
                    last.path("aid").asText().equals(aid)
                            && last.path("decision").asText().equals("ENDED"),
                    "the refusal is not in the access log at " + network.name(i));
        }
        return "The next read is refused: ENDED. The refusal stands in the patient's access log at all "
                + network.size() + " hospitals (block " + asked.path("height") + ").";
    }

    /** One byte of a vault file changes; the next read must name the record. */
    String readDamagedRecord() throws IOException, InterruptedException {
        grantOneHour();
        List<String> rids = recordsToRead();
        String damaged = rids.get(rids.size() / 2);
        Path file = network.hospital(admission.hospital())
                .directory()
                .resolve("vault")
                .resolve(damaged + ".blob");
        flipByte(file);
        JsonNode asked = ask(rids);
        requireDecision("PERMITTED", asked);
        String error = refusalOf(asked.path("aid").asText());
        Steps.require(error.contains(damaged), "the read does not name record " + damaged + " but says: " + error);
        flipByte(file);
        JsonNode again = ask(rids);
        open(again, release(again.path("aid").asText()));
        return "One byte of a vault file was changed behind the hospital's back. The read says:\n" + error
                + "\nWith the byte put back, the same records open.";
    }

    /** The first records of the clinical compartment that are on the ledger. */
    private List<String> recordsToRead() throws IOException, InterruptedException {
        HospitalClient hospital = network.hospital(reader);
        JsonNode records = hospital.call(
                hospital.order("records").put("sid", admission.patient().sid().toHex()));
        List<String> rids = new ArrayList<>();
        for (JsonNode record : records) {
            if (rids.size() < RECORDS_READ
                    && record.path("cid").asText().equals(admission.clinical().toHex())) {
                rids.add(record.path("rid").asText());
            }
        }
        Steps.require(!rids.isEmpty(), "there is no clinical record on the ledger at " + network.name(reader));
        return rids;
    }

    private JsonNode ask(List<String> rids) throws IOException, InterruptedException {
        HospitalClient hospital = network.hospital(reader);
        ObjectNode order = hospital.order("ask")
                .put("sid", admission.patient().sid().toHex())
                .put("gid", gid.toHex())
                .put("doctor", doctor.pracId().toHex());
        ArrayNode array = order.putArray("rids");
        rids.forEach(array::add);
        return hospital.call(order);
    }

    private JsonNode release(String aid) throws IOException, InterruptedException {
        HospitalClient author = network.hospital(admission.hospital());
        return author.call(author.order("release").put("aid", aid));
    }

    private JsonNode open(JsonNode asked, JsonNode parcels) throws IOException, InterruptedException {
        HospitalClient hospital = network.hospital(reader);
        ObjectNode order = hospital.order("open");
        order.set("aid", asked.path("aid"));
        order.set("parcels", parcels);
        return hospital.call(order);
    }

    private JsonNode submit(Transaction transaction) throws IOException, InterruptedException {
        HospitalClient hospital = network.hospital(admission.hospital());
        JsonNode committed = hospital.call(hospital.order("submit")
                .put("transaction", transaction.encoded().toHex()));
        Steps.require(committed.path("code").asInt() == 0, "the ledger refused with code " + committed.path("code"));
        return committed;
    }

    private void requireNotReleased(String aid) throws IOException, InterruptedException {
        String why = refusalOf(aid);
        Steps.require(why.contains("nothing is opened"), "expected a refusal, not: " + why);
    }

    /** Why the author hands nothing out for this access. */
    private String refusalOf(String aid) throws IOException, InterruptedException {
        try {
            release(aid);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
        throw new IOException("the hospital handed records out for access " + aid + ", which it must not");
    }

    private static void requireDecision(String expected, JsonNode asked) throws IOException {
        String decision = asked.path("decision").asText();
        Steps.require(decision.equals(expected), "the ledger decided " + decision + ", not " + expected);
    }

    private static void flipByte(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long middle = file.length() / 2;
            file.seek(middle);
            int value = file.read();
            file.seek(middle);
            file.write(value ^ 1);
        }
    }
}
