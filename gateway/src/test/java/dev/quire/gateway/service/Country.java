package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.Decision;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Effect;
import dev.quire.health.GrantCommand;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.HealthCommand;
import dev.quire.health.HealthGenesis;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.LegalBasis;
import dev.quire.health.MemberCommand;
import dev.quire.health.MemberKeys;
import dev.quire.health.MemberProfile;
import dev.quire.health.NewCompartment;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.RecordCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordKind;
import dev.quire.health.RecordTerms;
import dev.quire.health.Role;
import dev.quire.health.Scope;
import dev.quire.health.Statements;
import dev.quire.health.SubjectCommand;
import dev.quire.health.custody.Custodian;
import dev.quire.health.custody.CustodianSettings;
import dev.quire.health.custody.Deal;
import dev.quire.health.custody.LedgerCustody;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.CommitteeNumbers;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.vault.BlobVault;
import dev.quire.spi.ledger.CommittedTransaction;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Four hospitals with their services on one ledger, a single node in memory; a patient of the first, a doctor of the second. */
final class Country implements AutoCloseable {
    static final int COMMITTEE = 1;

    final SecureRandom random = new SecureRandom();
    final List<Hospital> hospitals = new ArrayList<>();
    final Ed25519Key patient = Ed25519Key.generate(random);
    final Id sid = id();
    final Id doctor = id();
    final Id gid = id();
    final Id cid = id();
    final Id rid = id();
    final Dealing dealing;
    final LedgerNode ledger;
    private final long openedMicros = nowMicros();
    private final ExecutorService worker = Executors.newCachedThreadPool();
    private final Map<Id, URI> addresses = new HashMap<>();

    /** One member with all its private keys. */
    final class Hospital {
        final Id orgId = id();
        final Ed25519Key controller = Ed25519Key.generate(random);
        final Ed25519Key gateway = Ed25519Key.generate(random);
        final byte[] custodianSecret = bytes(Secret.SIZE);
        final X25519Key custodianKey = X25519Key.of(Secret.wrap(custodianSecret.clone()));
        final X25519Key readingKey = X25519Key.generate(random);
        final MemoryVault vault = new MemoryVault();
        private MemberServer server;
        private MemberServer.Settings settings;
        private MemberServer.Ports ports;

        private MemberProfile profile(String name) {
            MemberKeys keys = new MemberKeys(
                    controller.publicKey(),
                    List.of(),
                    List.of(gateway.publicKey()),
                    custodianKey.publicKey(),
                    readingKey.publicKey());
            return new MemberProfile(orgId, name, keys);
        }

        private void serve(UnaryOperator<MemberServer.Settings> change) {
            MemoryCustody stores = new MemoryCustody();
            Custodian custodian = new Custodian(
                    CustodianSettings.of(chainId(), orgId),
                    new Custodian.Ports(
                            new LedgerCustody(ledger, Duration.ofSeconds(3)),
                            stores,
                            stores,
                            gateway,
                            new Ed25519(),
                            epoch -> epoch == 1 ? Optional.of(custodianKey) : Optional.empty(),
                            random,
                            Country::nowMicros),
                    Executors.newSingleThreadExecutor(runnable -> {
                        Thread thread = new Thread(runnable, "custodian");
                        thread.setDaemon(true);
                        return thread;
                    }));
            settings = change.apply(MemberServer.Settings.of(orgId, gateway, "127.0.0.1", 0));
            ports = new MemberServer.Ports(ledger, custodian, vault, Country::nowMicros, () -> "{}");
            server = MemberServer.start(settings, ports);
            addresses.put(orgId, URI.create("https://127.0.0.1:" + server.port()));
        }
    }

    Country() throws IOException {
        this(settings -> settings);
    }

    Country(UnaryOperator<MemberServer.Settings> change) throws IOException {
        for (int i = 0; i < 4; i++) {
            hospitals.add(new Hospital());
        }
        Ed25519Key identity = Ed25519Key.generate(random);
        HealthGenesis genesis = HealthGenesis.of(
                hospitals.stream().map(hospital -> hospital.profile("hospital")).toList());
        ledger = LedgerNode.builder()
                .inMemory()
                .identity(identity)
                .stateMachine(new HealthStateMachine())
                .consensus(Consensus.single())
                .genesis(new Genesis(
                        "member service test",
                        1,
                        Bytes.wrap(new byte[16]),
                        MemberSet.of(ConsensusMode.CFT, List.of(identity.publicKey())),
                        Parameters.defaults(),
                        List.of(new Genesis.PluginGenesis(
                                new PluginVersion(HealthStateMachine.ID, 1), genesis.encoded()))))
                .start();
        hospitals.forEach(hospital -> hospital.serve(change));
        dealing = Dealing.deal(
                chainId(),
                rid,
                COMMITTEE,
                ShareClass.B,
                Secret.random(random),
                CommitteeNumbers.of(ConsensusMode.BFT, 4),
                random);
        settle();
    }

    private void settle() {
        applied(
                rural().controller,
                new MemberCommand.IssueCredential(
                        doctor,
                        Ed25519Key.generate(random).publicKey(),
                        Optional.empty(),
                        EnumSet.of(Role.ATTENDING),
                        hash(),
                        nowMicros() + TimeUnit.DAYS.toMicros(30)));
        register(sid, patient, cid);
    }

    void register(Id subject, Ed25519Key key, Id compartment) {
        List<NewCompartment> compartments = new ArrayList<>();
        for (Id some : List.of(compartment, id(), id(), id())) {
            compartments.add(new NewCompartment(some, X25519Key.generate(random).publicKey(), false));
        }
        SubjectCommand.RegisterSubject unsigned = new SubjectCommand.RegisterSubject(
                subject, key.publicKey(), Optional.empty(), DefaultPolicy.BREAK_GLASS_ONLY, compartments);
        Signature patient = key.sign(Statements.registration(chainId(), city().orgId, unsigned));
        applied(city().gateway, unsigned.with(Optional.of(patient)));
    }

    Hospital city() {
        return hospitals.get(0);
    }

    Hospital rural() {
        return hospitals.get(1);
    }

    /** Which the record names as its vault. */
    Hospital coast() {
        return hospitals.get(2);
    }

    Hospital hills() {
        return hospitals.get(3);
    }

    Hash chainId() {
        return ledger.chainId();
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    Id id() {
        return new Id(Bytes.wrap(bytes(Id.SIZE)));
    }

    private Hash hash() {
        return Hash.of(Bytes.wrap(bytes(Hash.SIZE)));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The hospital's service is there from now on. */
    void moveTo(Hospital hospital, URI address) {
        addresses.put(hospital.orgId, address);
    }

    /** The way to all services for whoever holds the key. */
    HttpMemberServices services(Ed25519Key key) {
        return new HttpMemberServices(
                key,
                HttpMemberServices.Directory.of(
                        addresses,
                        shown -> ledger.read(
                                HealthStateMachine.ID, (height, view) -> new HealthState(view).memberOfGateway(shown))),
                worker);
    }

    /** The hospital's service has another vault from now on. */
    void serve(Hospital hospital, BlobVault vault) {
        MemberServer.Ports old = hospital.ports;
        hospital.server.close();
        hospital.ports = new MemberServer.Ports(old.ledger(), old.custodian(), vault, old.clockMicros(), old.status());
        hospital.server = MemberServer.start(hospital.settings, hospital.ports);
        moveTo(hospital, URI.create("https://127.0.0.1:" + hospital.server.port()));
    }

    URI address(Hospital hospital) {
        return addresses.get(hospital.orgId);
    }

    CommittedTransaction commit(Ed25519Key key, HealthCommand command) {
        return ledger.commit(new Account(key).transaction(chainId(), HealthStateMachine.ID, command.encoded()))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    void applied(Ed25519Key key, HealthCommand command) {
        assertThat(commit(key, command).applied()).as("%s", command).isTrue();
    }

    /** The city's record of the patient, whose copy lies at the coast. */
    void publish() {
        publish(rid, coast());
    }

    void publish(Id rid, Hospital vault) {
        applied(
                city().gateway,
                new RecordCommand.PutRecord(new RecordTerms(
                        rid,
                        sid,
                        cid,
                        1,
                        Optional.empty(),
                        RecordKind.ENTRY,
                        1024,
                        hash(),
                        hash(),
                        hash(),
                        COMMITTEE,
                        dealing.leaves().root(),
                        Optional.empty(),
                        List.of(vault.orgId))));
    }

    RecordEntry record() {
        return ledger.read(HealthStateMachine.ID, (height, view) -> new HealthState(view).record(rid))
                .orElseThrow();
    }

    /** To the rural hospital, for an hour. */
    void grant() {
        applied(patient, new GrantCommand.Grant(gid, sid, terms(rural(), false), Optional.empty()));
    }

    GrantTerms terms(Hospital grantee, boolean mayGrant) {
        return new GrantTerms(
                Effect.PERMIT,
                new Grantee.Organisation(grantee.orgId),
                1,
                new Scope.Compartments(List.of(cid)),
                Set.of(Purpose.TREAT),
                LegalBasis.CONSENT,
                openedMicros - TimeUnit.HOURS.toMicros(1),
                openedMicros + TimeUnit.HOURS.toMicros(1),
                OptionalInt.empty(),
                false,
                false,
                mayGrant,
                Optional.empty(),
                hash());
    }

    /** Commits an access and returns its aid. */
    Id access(Ed25519Key reader, Basis basis, X25519Key oneTimeKey) throws Exception {
        Id aid = id();
        boolean self = basis instanceof Basis.Self;
        CommittedTransaction committed = commit(
                reader,
                new ReadingCommand.Access(
                        aid,
                        sid,
                        basis,
                        AccessKind.VIEW,
                        List.of(rid),
                        self ? Purpose.PATRQT : Purpose.TREAT,
                        oneTimeKey.publicKey(),
                        self ? Optional.empty() : Optional.of(doctor)));
        assertThat(Decision.decode(committed.output())).isEqualTo(Decision.PERMITTED);
        return aid;
    }

    Id accessByGrant(X25519Key oneTimeKey) throws Exception {
        return access(rural().gateway, new Basis.ByGrant(gid), oneTimeKey);
    }

    /** The city's deal of one share to the seat of a hospital. */
    Deal deal(int seat) throws CryptoException {
        Hospital custodian = hospitals.get(seat - 1);
        Id dealId = id();
        byte[] shares = new ShareList(List.of(dealing.shares().get(seat - 1))).encoded();
        Bytes message = Envelope.deal(chainId(), dealId, city().orgId, custodian.orgId, 1, COMMITTEE)
                .seal(custodian.custodianKey.publicKey(), shares, random);
        return Deal.sign(
                chainId(),
                dealId,
                city().orgId,
                custodian.orgId,
                1,
                List.of(dealing.leaves()),
                message,
                city().gateway);
    }

    /** What a service serves: method and path. */
    Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        Javalin.create(config -> MemberServer.route(config, city().settings, city().ports))
                .unsafe
                .internalRouter
                .allHttpHandlers()
                .forEach(route -> routes.add(route.endpoint.method.name() + " " + route.endpoint.path));
        routes.removeIf(route -> route.startsWith("BEFORE"));
        return routes;
    }

    @Override
    public void close() {
        hospitals.forEach(hospital -> hospital.server.close());
        ledger.close();
        worker.shutdownNow();
    }
}
