package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.codec.MalformedException;
import dev.quire.health.AccessEntry;
import dev.quire.health.Decision;
import dev.quire.health.EntryKind;
import dev.quire.health.Grantee;
import dev.quire.health.HealthEntry;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordEntry;
import dev.quire.health.Scope;
import dev.quire.health.client.AccessRequest;
import dev.quire.health.client.Clinician;
import dev.quire.health.client.Fault;
import dev.quire.health.client.Granted;
import dev.quire.health.client.HealthException;
import dev.quire.health.client.OpenRecords;
import dev.quire.health.client.Permission;
import dev.quire.health.client.StateAnswers;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A doctor of one hospital wants to read what another hospital wrote. Used by one thread. */
final class ConsentStory {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int RECORDS_READ = 5;
    private static final int COMMITTEE = 1;

    private final ObjectMapper json = new ObjectMapper();
    private final DemoNetwork network;
    private final Admission admission;
    private final int reader;
    private final int elsewhere;
    private final List<Id> rids;
    private Optional<Clinician> doctor = Optional.empty();
    private Optional<Granted> permission = Optional.empty();
    private Optional<HealthException.NotPermitted> refusal = Optional.empty();

    /**
     * @param reader the index of the hospital that employs the doctor
     * @param elsewhere another one, to which the patient goes as well
     */
    ConsentStory(DemoNetwork network, Admission admission, int reader, int elsewhere) {
        this.network = network;
        this.admission = admission;
        this.reader = reader;
        this.elsewhere = elsewhere;
        this.rids = admission.clinical(RECORDS_READ);
    }

    /** Of the access that was refused after the permission had ended. */
    Receipt refusalReceipt() {
        return refusal.orElseThrow().receipt();
    }

    /** Knowing somebody else's permission, whose id is no secret, is none. */
    String askWithoutPermission() throws IOException, InterruptedException {
        Id others = done(admission.patient().grant(oneHour(elsewhere))).gid();
        doctor = Optional.of(done(network.desk(reader).clinician("doctor")));
        HealthException.NotPermitted refused = refusedRead(others, Decision.NOT_PERMITTED);
        done(doctor().request(admission.patient().sid(), clinicalPart(), Purpose.TREAT, Optional.empty()));
        return "A doctor of " + network.name(reader) + " wants records of " + admission.name() + " that "
                + network.name(admission.hospital()) + " wrote, and tries the permission that\n"
                + network.name(elsewhere) + " has. The ledger says " + refused.decision() + " (block "
                + height(refused.receipt()) + "), and no custodian gives out a share.\nSo the doctor asks the patient.";
    }

    String grantOneHour() throws IOException, InterruptedException {
        List<AccessRequest> requests = done(admission.patient().requests());
        AccessRequest asked = requests.get(requests.size() - 1);
        PractitionerCard card = asked.card().orElseThrow(() -> new IOException("the phone shows no card"));
        permission = Optional.of(done(admission.patient().answer(asked.entry().qid(), oneHour(reader))));
        return "The phone shows: " + card.name() + ", " + card.role() + ", " + card.organisation() + ". "
                + admission.name() + " signs on the phone:\n" + network.name(reader)
                + " may read the clinical part, for treatment, for one hour (block "
                + height(permission().receipt()) + "); factor A of "
                + permission().sealed()
                + " records is sealed to it.";
    }

    String read() throws IOException, InterruptedException {
        try (OpenRecords open = done(doctor().read(permission().gid(), rids, Purpose.TREAT))) {
            Steps.require(open.rids().size() == rids.size(), "not all records opened: " + open.unreadable());
            String types = types(open).entrySet().stream()
                    .map(type -> type.getValue() + " " + type.getKey())
                    .collect(Collectors.joining(", "));
            return "The access was committed first (block " + height(open.receipt())
                    + "), then custodians gave out shares of factor B; with factor A\n"
                    + open.rids().size()
                    + " records opened. Each is the one whose fingerprint is on the ledger; the doctor reads: "
                    + types;
        }
    }

    String revoke() throws IOException, InterruptedException {
        Receipt receipt =
                done(admission.patient().revoke(permission().gid())).receipt().orElseThrow();
        return admission.name() + " ends the permission (block " + height(receipt) + ").";
    }

    String readAfterRevocation() throws IOException, InterruptedException {
        HealthException.NotPermitted refused = refusedRead(permission().gid(), Decision.ENDED);
        refusal = Optional.of(refused);
        network.awaitAgreement();
        for (int i = 0; i < network.size(); i++) {
            Steps.require(
                    access(i, refused.aid()).decision() == Decision.ENDED,
                    "the refusal is not on the ledger at " + network.name(i));
        }
        List<AccessEntry> log = done(admission.patient().accessLog()).entries();
        Steps.require(
                log.get(log.size() - 1).aid().equals(refused.aid()), "the refusal is not the last in the access log");
        return "The next read is refused: " + refused.decision() + ". The refusal stands in the patient's access log at"
                + " all " + network.size() + " hospitals (block " + height(refused.receipt())
                + "),\nand no custodian gives out a share. The log is proven to be these " + log.size()
                + " entries and no others.";
    }

    /** One byte of a vault changes; the read names the vault and takes the copy, from which the vault is mended. */
    String readDamagedRecord() throws IOException, InterruptedException {
        permission = Optional.of(done(admission.patient().grant(oneHour(reader))));
        RecordEntry record = recordEntry(rids.get(0));
        VaultDamage damage = new VaultDamage(network, record);
        damage.flipOneByte();
        String fault;
        try (OpenRecords open = done(doctor().read(permission().gid(), rids, Purpose.TREAT))) {
            Steps.require(!types(open).isEmpty(), "the records did not open");
            fault = faultsOf(damage.holder(), open).stream()
                    .map(Fault::sentence)
                    .findFirst()
                    .orElseThrow(() -> new IOException("nobody noticed the change; faults: " + open.faults()));
        }
        String mended = damage.mend();
        try (OpenRecords open = done(doctor().read(permission().gid(), rids, Purpose.TREAT))) {
            types(open);
            Steps.require(faultsOf(damage.holder(), open).isEmpty(), "it is not mended: " + open.faults());
        }
        return "One byte in the vault of " + network.nameOf(damage.holder())
                + " was changed behind its back. The records open all the same; the read says:\n" + fault + "\n"
                + mended;
    }

    private static List<Fault> faultsOf(Id orgId, OpenRecords open) {
        return open.faults().stream()
                .filter(fault -> fault.orgId().equals(orgId))
                .toList();
    }

    private HealthException.NotPermitted refusedRead(Id gid, Decision expected)
            throws IOException, InterruptedException {
        try (OpenRecords open = done(doctor().read(gid, rids, Purpose.TREAT))) {
            throw new IOException(open.rids().size() + " records opened, which must not be");
        } catch (IOException e) {
            if (!(e.getCause() instanceof HealthException.NotPermitted refused)) {
                throw e;
            }
            Steps.require(
                    refused.decision() == expected, "the ledger decided " + refused.decision() + ", not " + expected);
            requireNoShares(refused.aid());
            return refused;
        }
    }

    /** The hospital asks the custodians all the same. */
    private void requireNoShares(Id aid) throws IOException, InterruptedException {
        for (Id orgId : network.network().hospitals().keySet()) {
            CustodyAnswer answer =
                    done(network.desk(reader).services().of(orgId).release(aid, COMMITTEE));
            Steps.require(
                    answer instanceof CustodyAnswer.Refusal,
                    network.nameOf(orgId) + " gave out a share for access " + aid);
        }
    }

    private AccessEntry access(int hospital, Id aid) throws IOException, InterruptedException {
        StateKey key = new StateKey(HealthStateMachine.ID, EntryKind.ACCESS.key(aid.bytes()));
        StateAnswers read = done(network.desk(hospital).access().read(List.of(KeyRange.of(key))));
        Steps.require(!read.answers().get(0).isEmpty(), network.name(hospital) + " does not know access " + aid);
        try {
            return (AccessEntry) HealthEntry.decode(read.answers().get(0).get(0).value());
        } catch (MalformedException e) {
            throw new IOException("the entry of access " + aid + " is malformed", e);
        }
    }

    private RecordEntry recordEntry(Id rid) throws IOException, InterruptedException {
        return done(admission.patient().records()).entries().stream()
                .filter(record -> record.rid().equals(rid))
                .findFirst()
                .orElseThrow(() -> new IOException("record " + rid + " is not on the ledger"));
    }

    private Scope clinicalPart() throws IOException, InterruptedException {
        return new Scope.Compartments(List.of(recordEntry(rids.get(0)).terms().cid()));
    }

    private Permission oneHour(int hospital) throws IOException, InterruptedException {
        // Block time may lag behind the phone's clock a little: it begins at once all the same.
        return Permission.toTreat(
                new Grantee.Organisation(network.desk(hospital).profile().orgId()),
                clinicalPart(),
                Instant.now().minusSeconds(60),
                Instant.now().plus(Duration.ofHours(1)));
    }

    private Map<String, Integer> types(OpenRecords open) throws IOException {
        Map<String, Integer> types = new TreeMap<>();
        for (Id rid : open.rids()) {
            ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
            try {
                open.copyTo(rid, plaintext);
            } catch (HealthException e) {
                throw new IOException(e.getMessage(), e);
            }
            for (JsonNode entry : json.readTree(plaintext.toByteArray()).path("entry")) {
                types.merge(entry.path("resource").path("resourceType").asText(), 1, Integer::sum);
            }
        }
        return types;
    }

    private Clinician doctor() {
        return doctor.orElseThrow();
    }

    private Granted permission() {
        return permission.orElseThrow();
    }

    private static long height(Receipt receipt) {
        return receipt.header().height();
    }

    private static <T> T done(CompletableFuture<T> future) throws IOException, InterruptedException {
        return Waiting.forResult(future, PATIENCE, "an answer");
    }
}
