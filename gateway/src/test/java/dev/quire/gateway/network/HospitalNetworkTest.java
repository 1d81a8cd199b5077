package dev.quire.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.quire.health.CompartmentEntry;
import dev.quire.health.Decision;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordKind;
import dev.quire.health.Scope;
import dev.quire.health.client.Clinician;
import dev.quire.health.client.EnrolmentForm;
import dev.quire.health.client.HealthException;
import dev.quire.health.client.LabelGroup;
import dev.quire.health.client.NewRecord;
import dev.quire.health.client.OpenRecords;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Permission;
import dev.quire.health.client.Published;
import dev.quire.node.config.Protocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four hospitals in four processes, PBFT among them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HospitalNetworkTest {
    private static final String TEXT = "peanut allergy, severe";

    @TempDir
    private Path directory;

    @Test
    void consentDecidesAmongRealProcesses() throws IOException, HealthException {
        Path dir = directory.resolve("network");
        try (RunningNetwork network = RunningNetwork.start(dir, Protocol.pbft);
                HospitalDesk city = HospitalDesk.open(HospitalProfile.read(network.hospital(0)));
                HospitalDesk rural = HospitalDesk.open(HospitalProfile.read(network.hospital(1)));
                PatientDevice phone = phone(network)) {
            assertThat(dir).satisfies(HospitalNetworkTest::secretsAreTheirOwners);
            Patient patient = phone.patient();
            EnrolmentForm form = done(patient.enrolmentForm(
                    city.profile().orgId(),
                    DefaultPolicy.BREAK_GLASS_ONLY,
                    List.of(new LabelGroup("clinical", false))));
            done(city.hospital().enroll(form));
            Published published = done(city.hospital().publish(patient.sid(), record()));
            assertThat(published.vaults()).hasSize(2);
            Id gid = done(patient.grant(toTreat(patient, rural.profile().orgId())))
                    .gid();
            Clinician doctor = done(rural.clinician("doctor"));
            assertThat(read(doctor, gid, published.rid())).isEqualTo(TEXT);

            network.kill(3);
            assertThat(read(doctor, gid, published.rid()))
                    .as("with one hospital down")
                    .isEqualTo(TEXT);
            done(patient.revoke(gid));
            assertThat(catchThrowable(() -> done(doctor.read(gid, List.of(published.rid()), Purpose.TREAT))))
                    .isInstanceOfSatisfying(
                            CompletionException.class,
                            e -> assertThat(e.getCause())
                                    .isInstanceOfSatisfying(
                                            HealthException.NotPermitted.class,
                                            refused -> assertThat(refused.decision())
                                                    .isEqualTo(Decision.ENDED)));
            assertThat(done(patient.accessLog()).entries()).hasSize(3);
            assertThat(done(rural.clinician("doctor")).pracId())
                    .as("employed once")
                    .isEqualTo(doctor.pracId());
        }
    }

    private PatientDevice phone(RunningNetwork network) throws IOException {
        char[] passphrase = "correct horse".toCharArray();
        PatientProfile made =
                PatientProfile.create(directory.resolve("ana"), network.directory(), passphrase, new SecureRandom());
        PatientProfile read = PatientProfile.read(directory.resolve("ana"));
        assertThat(read).isEqualTo(made);
        return PatientDevice.open(HospitalNetwork.read(read.network().orElseThrow()), read, passphrase);
    }

    private static NewRecord record() {
        return NewRecord.of(
                "clinical",
                RecordKind.ENTRY,
                "text/plain",
                new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8)));
    }

    private static Permission toTreat(Patient patient, Id reader) {
        List<Id> all = done(patient.compartments()).entries().stream()
                .map(CompartmentEntry::cid)
                .toList();
        return Permission.toTreat(
                new Grantee.Organisation(reader),
                new Scope.Compartments(all),
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3600));
    }

    private static String read(Clinician doctor, Id gid, Id rid) throws IOException, HealthException {
        try (OpenRecords open = done(doctor.read(gid, List.of(rid), Purpose.TREAT))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            open.copyTo(rid, out);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    private static <T> T done(CompletableFuture<T> future) {
        return future.orTimeout(2, TimeUnit.MINUTES).join();
    }

    private static void secretsAreTheirOwners(Path network) throws IOException {
        try (Stream<Path> files = Files.walk(network)) {
            List<Path> keys = files.filter(file -> file.toString().matches(".*[.](key|card)|.*/passphrase"))
                    .toList();
            assertThat(keys).hasSize(1 + 4 * (1 + 6 + 2 * 3));
            for (Path key : keys) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                        .as("%s", key)
                        .isEqualTo("rw-------");
            }
        }
        try (Stream<Path> directories = Files.list(network)) {
            for (Path part : directories.filter(Files::isDirectory).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
                        .as("%s", part)
                        .isEqualTo("rwx------");
            }
        }
    }
}
