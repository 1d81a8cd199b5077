package dev.quire.benchmarks;

import dev.quire.crypto.Ed25519Key;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordKind;
import dev.quire.health.Role;
import dev.quire.health.Scope;
import dev.quire.health.client.Administration;
import dev.quire.health.client.Badge;
import dev.quire.health.client.Clinician;
import dev.quire.health.client.ControllerKey;
import dev.quire.health.client.Granted;
import dev.quire.health.client.HealthException;
import dev.quire.health.client.LabelGroup;
import dev.quire.health.client.NewRecord;
import dev.quire.health.client.OpenRecords;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Permission;
import dev.quire.health.client.PractitionerKey;
import dev.quire.health.client.Published;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.message.PractitionerCard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What records and consent cost among four hospitals, from the client's call to its result, in time and in bytes. */
final class HealthBenchmark {
    private static final List<LabelGroup> GROUPS = List.of(new LabelGroup("clinical", false));
    private static final int CITY = 0;
    private static final int RURAL = 1;

    /**
     * How much is measured.
     *
     * @param patients who each have a file at one hospital and allow another one to read it
     * @param each records of a patient, and permissions
     * @param accesses that are committed without being read
     * @param reads of one record each
     * @param revocations one after the other
     * @param window how many calls are outstanding
     * @param vaultMebibytes of the large blob
     */
    record Settings(int patients, int each, int accesses, int reads, int revocations, int window, int vaultMebibytes) {
        static final Settings QUICK = new Settings(4, 5, 200, 40, 10, 8, 64);
        static final Settings FULL = new Settings(16, 20, 4_000, 800, 100, 16, 1024);
        static final int RECORD_BYTES = 10_000;

        @Override
        public String toString() {
            return "4 hospitals in one JVM, PBFT over TLS on loopback, each with a custodian on RocksDB and a vault on an H2"
                    + " file behind mutual TLS, clients beside their hospitals' nodes; " + patients + " patients with "
                    + each + " records of " + RECORD_BYTES + " bytes and " + each + " permissions each, " + accesses
                    + " accesses, " + reads + " reads of one record, " + window + " outstanding; " + revocations
                    + " revocations, one after the other; a blob of " + vaultMebibytes
                    + " MiB into H2 and PostgreSQL, which force it to the disk";
        }
    }

    /** A record that another hospital may read. */
    private record Allowed(Patient patient, PatientSeed seed, Id gid, Id rid) {}

    private final Settings settings;
    private final Consumer<String> progress;
    private final List<Figure> figures = new ArrayList<>();

    HealthBenchmark(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    List<Figure> run() throws IOException {
        try (Scratch scratch = Scratch.create();
                HealthNetwork network = HealthNetwork.start(scratch)) {
            new Run(network).measureAll();
        }
        progress.accept("vaults: a blob of " + settings.vaultMebibytes() + " MiB");
        figures.addAll(VaultFigures.of(settings.vaultMebibytes()));
        return figures;
    }

    private void add(String of, double value, String unit) {
        figures.add(new Figure(of, value, unit));
    }

    /** Everything that is measured on one network. */
    private final class Run {
        private final HealthNetwork network;
        private final List<Patient> patients = new ArrayList<>();
        private final List<PatientSeed> seeds = new ArrayList<>();

        Run(HealthNetwork network) {
            this.network = network;
        }

        void measureAll() throws IOException {
            Badge badge = employ();
            Clinician doctor = network.hospital(RURAL).clinician(badge);
            progress.accept("records");
            enrol();
            List<Published> records = publish();
            progress.accept("permissions");
            List<Allowed> allowed = grant(records);
            progress.accept("reads");
            read(doctor, allowed);
            AccessFigures accesses = new AccessFigures(network, RURAL, badge.pracId());
            progress.accept("accesses");
            accesses(accesses, allowed);
            progress.accept("revocations");
            revoke(accesses, allowed);
            patients.forEach(Patient::close);
        }

        private Badge employ() {
            HealthMember rural = network.member(RURAL);
            Administration office =
                    network.ledger(RURAL).administration(rural.orgId, new ControllerKey(rural.controller));
            Ed25519Key key = Ed25519Key.generate(network.random);
            PractitionerCard card = office.card(
                    "Dr R. Okafor",
                    "physician",
                    "hospital",
                    Instant.now(),
                    Instant.now().plus(30, ChronoUnit.DAYS));
            office.employ(card, key.publicKey(), Optional.empty(), Set.of(Role.ATTENDING))
                    .join();
            return new Badge(card, new PractitionerKey(key), Optional.empty());
        }

        private void enrol() {
            for (int i = 0; i < settings.patients(); i++) {
                PatientSeed seed = PatientSeed.generate(network.random);
                Patient patient =
                        network.patient(CITY, seed, network.ledger(CITY).newId());
                seeds.add(seed);
                patients.add(patient);
                network.hospital(CITY)
                        .enroll(patient.enrolmentForm(
                                        network.member(CITY).orgId, DefaultPolicy.BREAK_GLASS_ONLY, GROUPS)
                                .join())
                        .join();
            }
        }

        private List<Published> publish() throws IOException {
            var city = network.hospital(CITY);
            ChainBytes before = ChainBytes.of(network.member(CITY).node());
            long custodyBefore = custodyBytes();
            List<Supplier<CompletableFuture<Published>>> calls = new ArrayList<>();
            for (int i = 0; i < settings.patients() * settings.each(); i++) {
                Id sid = patients.get(i % settings.patients()).sid();
                byte[] text = Samples.bytes(i, Settings.RECORD_BYTES).toArray();
                calls.add(() -> city.publish(
                        sid,
                        NewRecord.of(
                                "clinical", RecordKind.ENTRY, "application/json", new ByteArrayInputStream(text))));
            }
            ClosedCalls<Published> published = ClosedCalls.run(settings.window(), calls);
            timed("record published, dealt to custodians, in two vaults", published);
            while (!city.deliverDeals().join().isEmpty()) {
                progress.accept("deals that a custodian has not taken yet");
            }
            chain("record", before, calls.size());
            add(
                    "custody on disk, a record, all four custodians",
                    (double) (custodyBytes() - custodyBefore) / calls.size(),
                    "bytes");
            return published.results();
        }

        private List<Allowed> grant(List<Published> records) {
            ChainBytes before = ChainBytes.of(network.member(CITY).node());
            List<Permission> permissions =
                    patients.stream().map(this::permission).toList();
            List<Supplier<CompletableFuture<Allowed>>> calls = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                int number = i % settings.patients();
                Id rid = records.get(i).rid();
                calls.add(() -> patients.get(number)
                        .grant(permissions.get(number))
                        .thenApply(Granted::gid)
                        .thenApply(gid -> new Allowed(patients.get(number), seeds.get(number), gid, rid)));
            }
            ClosedCalls<Allowed> granted = ClosedCalls.run(settings.window(), calls);
            timed("permission for " + settings.each() + " records given", granted);
            chain("permission", before, calls.size());
            return granted.results();
        }

        private Permission permission(Patient patient) {
            List<Id> cids = patient.compartments().join().entries().stream()
                    .map(compartment -> compartment.cid())
                    .toList();
            return Permission.toTreat(
                    new Grantee.Organisation(network.member(RURAL).orgId),
                    new Scope.Compartments(cids),
                    Instant.now().minus(1, ChronoUnit.HOURS),
                    Instant.now().plus(1, ChronoUnit.DAYS));
        }

        private void read(Clinician doctor, List<Allowed> allowed) {
            List<Supplier<CompletableFuture<Long>>> calls = new ArrayList<>();
            for (int i = 0; i < settings.reads(); i++) {
                Allowed one = allowed.get(i % allowed.size());
                calls.add(() -> doctor.read(one.gid(), List.of(one.rid()), Purpose.TREAT)
                        .thenApplyAsync(open -> drain(open, one.rid()), network.worker));
            }
            timed("record read, from the call to its last byte", ClosedCalls.run(settings.window(), calls));
        }

        private long drain(OpenRecords opened, Id rid) {
            try (OpenRecords open = opened) {
                open.copyTo(rid, OutputStream.nullOutputStream());
                return open.description(rid).plainLength();
            } catch (HealthException e) {
                throw new CompletionException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void accesses(AccessFigures accesses, List<Allowed> allowed) {
            ChainBytes before = ChainBytes.of(network.member(RURAL).node());
            List<Supplier<CompletableFuture<Id>>> calls = new ArrayList<>();
            for (int i = 0; i < settings.accesses(); i++) {
                Allowed one = allowed.get(i % allowed.size());
                var prepared = accesses.prepare(one.patient().sid(), one.gid(), one.rid());
                calls.add(() -> accesses.commit(prepared));
            }
            timed("access decided, with its receipt", ClosedCalls.run(settings.window(), calls));
            chain("access", before, calls.size());
        }

        private void revoke(AccessFigures accesses, List<Allowed> allowed) {
            for (Allowed one : allowed.subList(0, Math.min(allowed.size(), settings.revocations()))) {
                accesses.revoke(one.seed(), one.patient().sid(), one.gid(), one.rid());
            }
            add("revocation acknowledged to refusal, each custodian, p50", accesses.refusedMillisAt(50), "ms");
            add("revocation acknowledged to refusal, each custodian, max", accesses.refusedMillisAt(100), "ms");
        }

        private void timed(String what, ClosedCalls<?> calls) {
            add(what, calls.perSecond(), "/s");
            add(what + ", p50", calls.millisAt(50), "ms");
            add(what + ", p99", calls.millisAt(99), "ms");
        }

        private void chain(String what, ChainBytes before, int count) {
            ChainBytes now = ChainBytes.of(network.member(CITY).node());
            add(
                    "on chain, each " + what + ", state",
                    (double) (now.stateBytes() - before.stateBytes()) / count,
                    "bytes");
            add(
                    "on chain, each " + what + ", journal, with its part of headers and certificates",
                    (double) before.journalBytes(now, network.member(CITY).node()) / count,
                    "bytes");
        }

        private long custodyBytes() throws IOException {
            long bytes = 0;
            for (HealthMember member : network.members()) {
                try (Stream<Path> files = Files.walk(member.custody())) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        bytes += Files.size(file);
                    }
                }
            }
            return bytes;
        }
    }
}
