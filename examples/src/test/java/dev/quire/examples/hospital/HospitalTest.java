package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.AccessEntry;
import dev.quire.health.Decision;
import dev.quire.health.EntryIndex;
import dev.quire.health.HealthGenesis;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.MemberKeys;
import dev.quire.health.MemberProfile;
import dev.quire.health.Purpose;
import dev.quire.health.RecordEntry;
import dev.quire.health.X25519PublicKey;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.StateReceipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.ledger.CommittedTransaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hospitals on one ledger, which is a single node in memory. */
class HospitalTest {
    private static final Id CITY = Id.fromHex("01000000000000000000000000000000");
    private static final Id RURAL = Id.fromHex("02000000000000000000000000000000");

    private final SecureRandom random = new SecureRandom();
    private final Ed25519Key controller = Ed25519Key.generate(random);
    private final Ed25519Key otherController = Ed25519Key.generate(random);
    private final Ed25519Key gateway = Ed25519Key.generate(random);
    private final Ed25519Key otherGateway = Ed25519Key.generate(random);
    private final Patient patient = new Patient("Ana Example", random, InstantSource.system());
    private final Doctor doctor = new Doctor(
            "Dr Okafor", patient.randomId(), Ed25519Key.generate(random).publicKey());
    private final Id gid = patient.randomId();

    @TempDir
    private Path directory;

    private LedgerNode node;
    private Hospital city;
    private Hospital rural;
    private List<FhirRecord> history;

    @BeforeEach
    void open() throws IOException, InterruptedException, DamagedRecordException {
        node = startNode();
        city = new Hospital(new Hospital.Identity(CITY, controller, gateway), node, directory.resolve("city"), random);
        rural = new Hospital(
                new Hospital.Identity(RURAL, otherController, otherGateway), node, directory.resolve("rural"), random);
        rural.employ(doctor);
        city.admit(patient.sid(), patient.publicKey(), patient.claim(node.chainId(), CITY));
        history = new BundleSplitter().split(TinyBundle.write(directory)).records();
        city.author().publish(patient.sid(), history, committed -> {});
    }

    @AfterEach
    void close() throws IOException {
        city.close();
        rural.close();
        node.close();
    }

    @Test
    void publishingAgainChangesNothing() throws IOException, InterruptedException, DamagedRecordException {
        List<RecordEntry> before = city.ledger().recordsOf(patient.sid());
        List<CommittedTransaction> acknowledged = new ArrayList<>();
        city.author().publish(patient.sid(), history, acknowledged::add);
        assertThat(acknowledged).isEmpty();
        assertThat(city.ledger().recordsOf(patient.sid())).isEqualTo(before).hasSize(history.size());
    }

    @Test
    void permittedReadOpensTheRecords() throws Exception {
        submit(patient.grant(node.chainId(), gid, RURAL, clinical(), Duration.ofHours(1)));
        RecordReader.Asked asked = ask();
        assertThat(asked.decision()).isEqualTo(Decision.PERMITTED);
        List<RecordReader.Opened> opened =
                rural.reader().open(asked.aid(), city.author().release(asked.aid()));
        assertThat(opened)
                .extracting(record -> record.json())
                .containsExactlyInAnyOrderElementsOf(history.stream()
                        .filter(record -> record.compartment() == Compartment.CLINICAL)
                        .map(FhirRecord::json)
                        .toList());
    }

    @Test
    void nothingIsOpenedWithoutACommittedPermittedAccess() throws IOException, InterruptedException {
        assertThatThrownBy(() -> city.author().release(patient.randomId()))
                .isInstanceOf(NotPermittedException.class)
                .hasMessageContaining("not on the ledger");
        RecordReader.Asked asked = ask();
        assertThat(asked.decision()).isEqualTo(Decision.NOT_PERMITTED);
        assertThatThrownBy(() -> city.author().release(asked.aid())).isInstanceOf(NotPermittedException.class);
        assertThatThrownBy(() -> rural.reader().open(asked.aid(), List.of())).isInstanceOf(NotPermittedException.class);
        assertThat(city.ledger().accessesOf(patient.sid()))
                .extracting(AccessEntry::decision)
                .containsExactly(Decision.NOT_PERMITTED);
    }

    @Test
    void revocationAlsoEndsAccessesThatWerePermittedBefore() throws IOException, InterruptedException {
        submit(patient.grant(node.chainId(), gid, RURAL, clinical(), Duration.ofHours(1)));
        RecordReader.Asked before = ask();
        submit(patient.revoke(node.chainId(), gid));
        assertThat(ask().decision()).isEqualTo(Decision.ENDED);
        assertThatThrownBy(() -> city.author().release(before.aid()))
                .isInstanceOf(NotPermittedException.class)
                .hasMessageContaining("ended");
    }

    @Test
    void changedByteNamesTheRecord() throws IOException, InterruptedException {
        submit(patient.grant(node.chainId(), gid, RURAL, clinical(), Duration.ofHours(1)));
        RecordReader.Asked asked = ask();
        Id rid = clinicalRecords().get(1);
        Path file = directory.resolve("city/vault/" + rid.toHex() + ".blob");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 4;
        Files.write(file, bytes);
        assertThatThrownBy(() -> city.author().release(asked.aid()))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining(rid.toHex());
    }

    @Test
    void readerTrustsTheLedgerAndNotTheAuthor() throws Exception {
        submit(patient.grant(node.chainId(), gid, RURAL, clinical(), Duration.ofHours(1)));
        RecordReader.Asked asked = ask();
        List<Parcel> parcels = new ArrayList<>(city.author().release(asked.aid()));
        Parcel first = parcels.get(0);
        byte[] changed = first.blob().toArray();
        changed[20] ^= 1;
        parcels.set(0, new Parcel(first.rid(), Bytes.wrap(changed), first.salt(), first.sealedSecret()));
        assertThatThrownBy(() -> rural.reader().open(asked.aid(), parcels))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining(first.rid().toHex());
    }

    @Test
    void parcelIsForItsAccessOnly() throws Exception {
        submit(patient.grant(node.chainId(), gid, RURAL, clinical(), Duration.ofHours(1)));
        RecordReader.Asked first = ask();
        RecordReader.Asked second = ask();
        List<Parcel> parcels = city.author().release(first.aid());
        assertThatThrownBy(() -> rural.reader().open(second.aid(), parcels))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("sealed key");
    }

    @Test
    void accessLogIsProvenToBeTheseAndNoOthers() throws Exception {
        submit(patient.grant(node.chainId(), gid, RURAL, clinical(), Duration.ofHours(1)));
        List<Id> asked = List.of(ask().aid(), ask().aid());
        node.certified(node.status().appliedHeight()).get(30, TimeUnit.SECONDS);
        StateReceipt receipt = node.stateReceipt(
                        List.of(EntryIndex.ACCESSES_OF_SUBJECT.range(
                                patient.sid().bytes())),
                        OptionalLong.empty())
                .get(30, TimeUnit.SECONDS);
        Verification verified = new ReceiptVerifier()
                .verify(
                        Proof.decode(receipt.encoded()),
                        node.members(),
                        new Policy(ConsensusMode.CFT, 1, Optional.of(node.chainId())));
        assertThat(((Verification.ValidState) verified).answers().get(0).entries())
                .extracting(entry -> lastId(entry.key().key()))
                .containsExactlyElementsOf(asked);
    }

    private static Id lastId(Bytes key) {
        return new Id(key.slice(key.size() - Id.SIZE, key.size()));
    }

    private RecordReader.Asked ask() throws IOException, InterruptedException {
        return rural.reader().ask(patient.sid(), gid, clinicalRecords(), Purpose.TREAT, doctor.pracId());
    }

    private List<Id> clinicalRecords() {
        return rural.ledger().recordsOf(patient.sid()).stream()
                .filter(record -> record.cid().equals(clinical()))
                .map(RecordEntry::rid)
                .toList();
    }

    private Id clinical() {
        return city.keys().compartment(patient.sid(), Compartment.CLINICAL);
    }

    private void submit(Transaction transaction) throws IOException, InterruptedException {
        city.ledger()
                .commit(
                        List.of(transaction),
                        committed -> assertThat(committed.applied()).isTrue());
    }

    private static MemberKeys keys(Ed25519Key controller, Ed25519Key gateway) {
        return new MemberKeys(
                controller.publicKey(),
                List.of(),
                List.of(gateway.publicKey()),
                new X25519PublicKey(OneTimeKey.generate().publicKey()),
                new X25519PublicKey(OneTimeKey.generate().publicKey()));
    }

    private LedgerNode startNode() throws IOException {
        Ed25519Key identity = Ed25519Key.generate(random);
        HealthGenesis health = HealthGenesis.of(List.of(
                new MemberProfile(CITY, "City", keys(controller, gateway)),
                new MemberProfile(RURAL, "Rural", keys(otherController, otherGateway))));
        return LedgerNode.builder()
                .inMemory()
                .identity(identity)
                .stateMachine(new HealthStateMachine())
                .consensus(Consensus.single())
                .genesis(new Genesis(
                        "hospital test",
                        1,
                        Bytes.wrap(new byte[16]),
                        MemberSet.of(ConsensusMode.CFT, List.of(identity.publicKey())),
                        Parameters.defaults(),
                        List.of(new Genesis.PluginGenesis(
                                new PluginVersion(HealthStateMachine.ID, 1), health.encoded()))))
                .start();
    }
}
