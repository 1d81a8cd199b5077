package dev.quire.health.client;

import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Grantee;
import dev.quire.health.HealthCommand;
import dev.quire.health.HealthGenesis;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.KeyChange;
import dev.quire.health.MemberCommand;
import dev.quire.health.RecordKind;
import dev.quire.health.Role;
import dev.quire.health.Scope;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.health.member.MemberServices;
import dev.quire.spi.ledger.CommittedTransaction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Four hospitals, all of them custodians, on one ledger: a single node in memory. What a test breaks is in {@link Site}. */
final class Network implements AutoCloseable {
    static final List<LabelGroup> GROUPS = List.of(
            new LabelGroup("clinical", false), new LabelGroup("essential", true), new LabelGroup("mind", false));

    final SecureRandom random = new SecureRandom();
    final List<Site> sites = new ArrayList<>();
    final LedgerNode node;
    final HealthLedger ledger;
    private final ClientSettings settings;
    private final ExecutorService worker = Executors.newCachedThreadPool();

    Network(Path scratch) throws IOException {
        List<String> names = List.of("City", "Rural", "Coast", "Hill");
        for (String name : names) {
            sites.add(new Site(sites.size() + 1, name, random));
        }
        node = startNode();
        sites.forEach(site -> site.open(node));
        settings = new ClientSettings(scratch, 30_000, 20_000);
        ledger = ledger(new EmbeddedLedger(node, Duration.ofSeconds(10)));
    }

    HealthLedger ledger(LedgerAccess access) {
        return new HealthLedger(access, settings, random, InstantSource.system(), worker);
    }

    private LedgerNode startNode() throws IOException {
        Ed25519Key identity = Ed25519Key.generate(random);
        HealthGenesis health =
                HealthGenesis.of(sites.stream().map(Site::profile).toList());
        return LedgerNode.builder()
                .inMemory()
                .identity(identity)
                .stateMachine(new HealthStateMachine())
                .consensus(Consensus.single())
                .genesis(new Genesis(
                        "client test",
                        1,
                        Bytes.wrap(new byte[16]),
                        MemberSet.of(ConsensusMode.CFT, List.of(identity.publicKey())),
                        Parameters.defaults(),
                        List.of(new Genesis.PluginGenesis(
                                new PluginVersion(HealthStateMachine.ID, 1), health.encoded()))))
                .start();
    }

    Site city() {
        return sites.get(0);
    }

    Site rural() {
        return sites.get(1);
    }

    Site coast() {
        return sites.get(2);
    }

    Site hill() {
        return sites.get(3);
    }

    Hospital hospital(Site site) {
        return ledger.hospital(site.keys(), servicesFor(site.orgId), site.outbox);
    }

    /** The hospital's program, which a power failure is about to stop. */
    Hospital hospital(Site site, PowerFailure failure) {
        return ledger(failure.on(new EmbeddedLedger(node, Duration.ofSeconds(10))))
                .hospital(site.keys(), failure.on(servicesFor(site.orgId)), site.outbox);
    }

    /** The hospital's program, whose reads of the ledger are counted. */
    Hospital counted(Site site, AtomicInteger reads) {
        return ledger(new CountedLedger(new EmbeddedLedger(node, Duration.ofSeconds(10)), reads))
                .hospital(site.keys(), servicesFor(site.orgId), site.outbox);
    }

    MemberServices servicesFor(Id caller) {
        return services(caller, false);
    }

    private MemberServices services(Id caller, boolean patient) {
        return orgId -> site(orgId).serviceFor(caller, patient);
    }

    Site site(Id orgId) {
        return sites.stream()
                .filter(site -> site.orgId.equals(orgId))
                .findFirst()
                .orElseThrow();
    }

    /** Somebody new at a hospital. */
    Badge employ(Site site, String name, Role role) {
        Administration office = ledger.administration(site.orgId, new ControllerKey(site.controller));
        Ed25519Key key = Ed25519Key.generate(random);
        PractitionerCard card = office.card(
                name, role.name(), site.name, Instant.now(), Instant.now().plus(30, ChronoUnit.DAYS));
        done(office.employ(card, key.publicKey(), Optional.empty(), Set.of(role)));
        return new Badge(card, new PractitionerKey(key), Optional.empty());
    }

    Clinician clinician(Site site, String name, Role role) {
        return hospital(site).clinician(employ(site, name, role));
    }

    /** The same, at a program that has the ledger in another way. */
    Clinician clinician(Site site, String name, Role role, LedgerAccess access) {
        return ledger(access)
                .hospital(site.keys(), servicesFor(site.orgId), site.outbox)
                .clinician(employ(site, name, role));
    }

    Patient patient(PatientSeed seed, Id sid) {
        return ledger.patient(seed, sid, (subject, signer) -> services(subject, true));
    }

    /** The same on another device, before each of whose commands something else happens. */
    Patient patient(PatientSeed seed, Id sid, Consumer<HealthCommand> before) {
        return patient(seed, sid, new InterruptedLedger(new EmbeddedLedger(node, Duration.ofSeconds(10)), before));
    }

    /** The same on another device, which has the ledger in another way. */
    Patient patient(PatientSeed seed, Id sid, LedgerAccess access) {
        return ledger(access).patient(seed, sid, (subject, signer) -> services(subject, true));
    }

    /** A patient with an app, whose file is at this hospital. */
    Patient enrolled(Site site) {
        return enrolled(site, PatientSeed.generate(random));
    }

    Patient enrolled(Site site, PatientSeed seed) {
        Patient patient = patient(seed, ledger.newId());
        EnrolmentForm form = done(patient.enrolmentForm(site.orgId, DefaultPolicy.BREAK_GLASS_ONLY, GROUPS));
        done(hospital(site).enroll(form));
        return patient;
    }

    /** Has the ledger apply what the client has no words for. */
    void commit(Ed25519Key key, HealthCommand command) {
        CommittedTransaction committed = node.commit(
                        new Account(key).transaction(node.chainId(), HealthStateMachine.ID, command.encoded()))
                .join();
        if (!committed.applied()) {
            throw new AssertionError("refused: " + command);
        }
    }

    /** Another key from now on; the older ones are kept. */
    void replaceReadingKey(Site site) {
        X25519Key next = X25519Key.generate(random);
        commit(site.controller, new MemberCommand.RotateMemberKey(new KeyChange.Reading(next.publicKey())));
        site.readingKeys.add(next);
    }

    static NewRecord entry(String group, String text) {
        return NewRecord.of(
                group, RecordKind.ENTRY, "text/plain", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    Published publish(Site site, Patient patient, String group, String text) {
        return done(hospital(site).publish(patient.sid(), entry(group, text)));
    }

    /** All compartments, for an hour, for treatment. */
    Permission all(Patient patient, Site grantee) {
        List<Id> cids = done(patient.compartments()).entries().stream()
                .map(compartment -> compartment.cid())
                .toList();
        return Permission.toTreat(
                new Grantee.Organisation(grantee.orgId),
                new Scope.Compartments(cids),
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3600));
    }

    static String text(OpenRecords open, Id rid) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            open.copyTo(rid, out);
        } catch (HealthException | IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static <T> T done(CompletableFuture<T> future) {
        return future.join();
    }

    /** What a call failed with. */
    static <E extends HealthException> E failure(CompletableFuture<?> future, Class<E> type) {
        try {
            Object result = future.join();
            throw new AssertionError("it was done: " + result);
        } catch (CompletionException e) {
            if (type.isInstance(e.getCause())) {
                return type.cast(e.getCause());
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        node.close();
        worker.shutdownNow();
        sites.forEach(Site::close);
    }
}
