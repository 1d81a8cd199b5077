package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.LedgerNode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.AccessEntry;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordEntry;
import dev.quire.receipt.Receipt;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.LedgerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a hospital's process can be told to do, each order by its name. Safe for use by several threads. */
final class HospitalOperations implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;
    private final HospitalKeys keys;
    private final SecureRandom random;
    private Optional<LedgerNode> node = Optional.empty();
    private Optional<Hospital> hospital = Optional.empty();

    private HospitalOperations(Path directory, HospitalKeys keys, SecureRandom random) {
        this.directory = directory;
        this.keys = keys;
        this.random = random;
    }

    static HospitalOperations open(Path directory, SecureRandom random) throws IOException {
        return new HospitalOperations(directory, HospitalKeys.loadOrMake(directory.resolve("keys"), random), random);
    }

    JsonNode publicKeys() {
        return json.createObjectNode()
                .put("node", keys.node().publicKey().toHex())
                .put("controller", keys.controller().publicKey().toHex())
                .put("gateway", keys.gateway().publicKey().toHex())
                .put("pid", ProcessHandle.current().pid());
    }

    /** @param progress told of what happens before the order is carried out wholly */
    JsonNode carryOut(JsonNode order, Consumer<JsonNode> progress)
            throws IOException, InterruptedException, DamagedRecordException, NotPermittedException {
        String name = order.path("op").asText();
        return switch (name) {
            case "start" -> start(order);
            case "status" -> status();
            case "employ" -> employ(order);
            case "admit" -> admit(order);
            case "publish" -> publish(order, progress);
            case "submit" -> submit(order);
            case "ask" -> ask(order);
            case "release" -> release(order);
            case "open" -> open(order);
            case "records" -> records(order);
            case "accesses" -> accesses(order);
            case "missing" -> missing(order);
            case "receipt" -> receipt(order);
            default -> throw new IOException("there is no order " + name);
        };
    }

    private synchronized JsonNode start(JsonNode order) throws IOException {
        if (node.isPresent()) {
            throw new IOException("the node runs already");
        }
        NetworkPlan plan = NetworkPlan.read(order.path("plan"));
        LedgerNode started = plan.startNode(directory.resolve("ledger"), keys.node());
        node = Optional.of(started);
        Hospital.Identity identity = plan.identity(keys);
        hospital = Optional.of(new Hospital(identity, started, directory, random));
        return json.createObjectNode().put("chainId", started.chainId().toHex());
    }

    private JsonNode status() {
        LedgerStatus status = node().status();
        ObjectNode result = json.createObjectNode()
                .put("role", status.engine().role().name())
                .put("height", status.appliedHeight())
                .put("headHash", status.headHash().toHex())
                .put("stateRoot", status.stateRoot().toHex())
                .put("certifiedHeight", status.certifiedHeight());
        status.engine().leader().ifPresent(leader -> result.put("leader", leader.toHex()));
        return result;
    }

    private JsonNode employ(JsonNode order) throws IOException, InterruptedException {
        hospital()
                .employ(new Doctor(
                        order.path("name").asText(),
                        id(order, "pracId"),
                        PublicKey.fromHex(order.path("key").asText())));
        return json.createObjectNode();
    }

    private JsonNode admit(JsonNode order) throws IOException, InterruptedException {
        Id sid = id(order, "sid");
        hospital()
                .admit(
                        sid,
                        PublicKey.fromHex(order.path("patientKey").asText()),
                        new Signature(Bytes.fromHex(order.path("claim").asText())));
        return json.createObjectNode()
                .put(
                        "clinical",
                        hospital().keys().compartment(sid, Compartment.CLINICAL).toHex());
    }

    /** Publishes the first {@code limit} records of a bundle; each one that the ledger has taken is a progress line. */
    private JsonNode publish(JsonNode order, Consumer<JsonNode> progress)
            throws IOException, InterruptedException, DamagedRecordException {
        PatientHistory history =
                new BundleSplitter().split(Path.of(order.path("bundle").asText()));
        int limit = Math.min(
                order.path("limit").asInt(Integer.MAX_VALUE), history.records().size());
        hospital()
                .author()
                .publish(
                        id(order, "sid"),
                        history.records().subList(0, limit),
                        committed -> progress.accept(json.createObjectNode()
                                .put("txId", committed.id().toHex())));
        return json.createObjectNode().put("records", limit);
    }

    /** Passes on a transaction that someone else has signed. */
    private JsonNode submit(JsonNode order) throws IOException, InterruptedException {
        Transaction transaction;
        try {
            transaction =
                    Transaction.decode(Bytes.fromHex(order.path("transaction").asText()));
        } catch (MalformedException e) {
            throw new IOException("not a transaction: " + e.getMessage(), e);
        }
        List<CommittedTransaction> committed = new ArrayList<>();
        hospital().ledger().commit(List.of(transaction), committed::add);
        return json.createObjectNode()
                .put("txId", transaction.id().toHex())
                .put("height", committed.get(0).height())
                .put("code", committed.get(0).outcomeCode());
    }

    private JsonNode ask(JsonNode order) throws IOException, InterruptedException {
        List<Id> rids = new ArrayList<>();
        order.path("rids").forEach(rid -> rids.add(Id.fromHex(rid.asText())));
        RecordReader.Asked asked =
                hospital().reader().ask(id(order, "sid"), id(order, "gid"), rids, Purpose.TREAT, id(order, "doctor"));
        return json.createObjectNode()
                .put("aid", asked.aid().toHex())
                .put("decision", asked.decision().name())
                .put("txId", asked.transactionId().toHex())
                .put("height", asked.height());
    }

    private JsonNode release(JsonNode order)
            throws IOException, InterruptedException, DamagedRecordException, NotPermittedException {
        ArrayNode parcels = json.createArrayNode();
        for (Parcel parcel : hospital().author().release(id(order, "aid"))) {
            parcels.addObject()
                    .put("rid", parcel.rid().toHex())
                    .put("blob", parcel.blob().toArray())
                    .put("salt", parcel.salt().toHex())
                    .put("sealedSecret", parcel.sealedSecret().toHex());
        }
        return parcels;
    }

    private JsonNode open(JsonNode order) throws IOException, DamagedRecordException, NotPermittedException {
        List<Parcel> parcels = new ArrayList<>();
        for (JsonNode parcel : order.path("parcels")) {
            parcels.add(new Parcel(
                    Id.fromHex(parcel.path("rid").asText()),
                    Bytes.wrap(parcel.path("blob").binaryValue()),
                    Bytes.fromHex(parcel.path("salt").asText()),
                    Bytes.fromHex(parcel.path("sealedSecret").asText())));
        }
        ArrayNode opened = json.createArrayNode();
        for (RecordReader.Opened record : hospital().reader().open(id(order, "aid"), parcels)) {
            opened.addObject()
                    .put("rid", record.rid().toHex())
                    .set("fhir", json.readTree(record.json().toArray()));
        }
        return opened;
    }

    private JsonNode records(JsonNode order) {
        ArrayNode result = json.createArrayNode();
        for (RecordEntry record : hospital().ledger().recordsOf(id(order, "sid"))) {
            result.addObject()
                    .put("rid", record.rid().toHex())
                    .put("cid", record.cid().toHex())
                    .put("fingerprint", record.fingerprint().toHex());
        }
        return result;
    }

    private JsonNode accesses(JsonNode order) {
        ArrayNode result = json.createArrayNode();
        for (AccessEntry access : hospital().ledger().accessesOf(id(order, "sid"))) {
            result.addObject()
                    .put("aid", access.aid().toHex())
                    .put("decision", access.decision().name())
                    .put("height", access.asked().height());
        }
        return result;
    }

    /** Which of the transactions are not committed here. */
    private JsonNode missing(JsonNode order) {
        ArrayNode missing = json.createArrayNode();
        for (JsonNode txId : order.path("txIds")) {
            if (node().committed(Hash.fromHex(txId.asText())).isEmpty()) {
                missing.add(txId);
            }
        }
        return json.createObjectNode().set("txIds", missing);
    }

    /** Writes a transaction's receipt to a file, once its block is certified. */
    private JsonNode receipt(JsonNode order) throws IOException, InterruptedException {
        Hash txId = Hash.fromHex(order.path("txId").asText());
        CommittedTransaction committed = node().committed(txId)
                .orElseThrow(() -> new IOException("transaction " + txId + " is not committed here"));
        Waiting.forResult(node().certified(committed.height()), Duration.ofSeconds(30), "the block's certificate");
        Receipt receipt = Waiting.forResult(node().receipt(txId), Duration.ofSeconds(10), "the receipt")
                .orElseThrow(() -> new IOException("no certificate covers transaction " + txId + " yet"));
        Path file = Path.of(order.path("file").asText());
        Files.write(file, receipt.encoded().toArray());
        return json.createObjectNode().put("bytes", Files.size(file));
    }

    private synchronized LedgerNode node() {
        return node.orElseThrow(() -> new IllegalStateException("the node has not been started"));
    }

    private synchronized Hospital hospital() {
        return hospital.orElseThrow(() -> new IllegalStateException("the node has not been started"));
    }

    private static Id id(JsonNode order, String field) {
        return Id.fromHex(order.path(field).asText());
    }

    @Override
    public synchronized void close() throws IOException {
        node.ifPresent(LedgerNode::close);
        if (hospital.isPresent()) {
            hospital.get().close();
        }
    }
}
