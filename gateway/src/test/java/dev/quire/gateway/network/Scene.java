package dev.quire.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.health.CompartmentEntry;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.RecordKind;
import dev.quire.health.Scope;
import dev.quire.health.client.EnrolmentForm;
import dev.quire.health.client.HealthException;
import dev.quire.health.client.LabelGroup;
import dev.quire.health.client.NewRecord;
import dev.quire.health.client.OpenRecords;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Permission;
import dev.quire.health.client.Published;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Ana, whose hospital has the highest id, and so its copies in the vault of the one with the lowest: the troubled one, which is
 * the first that everybody asks. A doctor reads at a third one, and the fourth has nothing to do with her.
 */
final class Scene implements AutoCloseable {
    static final List<LabelGroup> GROUPS =
            List.of(new LabelGroup("clinical", false), new LabelGroup("essential", true));

    /** A hospital, with the number of its directories. */
    record Place(int number, HospitalProfile profile) {
        Id orgId() {
            return profile.orgId();
        }
    }

    /** The places by their ids, the lowest first. */
    static List<Place> places(RunningNetwork network, int count) throws IOException {
        List<Place> places = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            places.add(new Place(number, HospitalProfile.read(network.hospital(number))));
        }
        places.sort(Comparator.comparing(Place::orgId));
        return places;
    }

    final Place troubled;
    final HospitalDesk author;
    final HospitalDesk reader;
    final HospitalDesk stranger;
    private final Path network;
    private final Path directory;
    private final PatientDevice phone;
    private final List<PatientDevice> others = new ArrayList<>();

    Scene(RunningNetwork network, List<Place> places, Path directory) throws IOException {
        troubled = places.get(0);
        reader = HospitalDesk.open(places.get(1).profile());
        stranger = HospitalDesk.open(places.get(2).profile());
        author = HospitalDesk.open(places.get(3).profile());
        this.directory = directory;
        this.network = network.directory();
        phone = phone("ana", reader.ledger().newId());
    }

    private PatientDevice phone(String name, Id sid) throws IOException {
        char[] passphrase = "correct horse".toCharArray();
        PatientProfile profile =
                PatientProfile.create(directory.resolve(name), network, sid, passphrase, new SecureRandom());
        return PatientDevice.open(HospitalNetwork.read(network), profile, passphrase);
    }

    /** Somebody who comes with a phone after a hospital has opened a file. */
    Patient comes(String name, Id sid) throws IOException {
        PatientDevice other = phone(name, sid);
        others.add(other);
        return other.patient();
    }

    Patient ana() {
        return phone.patient();
    }

    void enroll() throws IOException {
        EnrolmentForm form =
                done(ana().enrolmentForm(author.profile().orgId(), DefaultPolicy.BREAK_GLASS_ONLY, GROUPS));
        done(author.hospital().enroll(form));
    }

    Published publish(Id sid, String group, String text) {
        ByteArrayInputStream content = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return done(author.hospital().publish(sid, NewRecord.of(group, RecordKind.ENTRY, "text/plain", content)));
    }

    Scope everything() {
        return new Scope.Compartments(done(ana().compartments()).entries().stream()
                .map(CompartmentEntry::cid)
                .toList());
    }

    Permission toTreat() {
        return Permission.toTreat(
                new Grantee.Organisation(reader.profile().orgId()),
                everything(),
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
        return future.orTimeout(2, TimeUnit.MINUTES).join();
    }

    /** What a call failed with. */
    static <E extends HealthException> E failure(CompletableFuture<?> future, Class<E> type) {
        try {
            throw new AssertionError("it was done: " + done(future));
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(type);
            return type.cast(e.getCause());
        }
    }

    @Override
    public void close() {
        others.forEach(PatientDevice::close);
        phone.close();
        author.close();
        stranger.close();
        reader.close();
    }
}
