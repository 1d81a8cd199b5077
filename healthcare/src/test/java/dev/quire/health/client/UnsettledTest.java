package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.health.CompartmentEntry;
import dev.quire.health.EmergencyCommand;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EmergencyReason;
import dev.quire.health.GrantCommand;
import dev.quire.health.GrantEntry;
import dev.quire.health.HealthCommand;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.RecordCommand;
import dev.quire.health.Role;
import dev.quire.health.Scope;
import dev.quire.health.keys.PatientSeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed without an answer is named, since the same again would make another one beside it. */
class UnsettledTest {
    @TempDir
    private Path scratch;

    private Network network;
    private PatientSeed seed;
    private Patient ana;

    @BeforeEach
    void open() throws IOException {
        network = new Network(scratch);
        seed = PatientSeed.generate(network.random);
        ana = network.enrolled(network.city(), seed);
    }

    @AfterEach
    void close() throws IOException {
        ana.close();
        network.close();
    }

    private Id request() {
        Scope everything = new Scope.Compartments(done(ana.compartments()).entries().stream()
                .map(CompartmentEntry::cid)
                .toList());
        return done(network.clinician(network.rural(), "Dr R. Okafor", Role.ATTENDING)
                        .request(ana.sid(), everything, Purpose.TREAT, Optional.empty()))
                .qid();
    }

    private Patient deaf(Predicate<HealthCommand> mute) {
        return network.patient(seed, ana.sid(), mute(mute));
    }

    private LedgerAccess mute(Predicate<HealthCommand> mute) {
        return new MuteLedger(new EmbeddedLedger(network.node, Duration.ofSeconds(10)), mute);
    }

    private List<Id> standing() {
        return done(ana.grants()).entries().stream()
                .filter(grant -> grant.ended().isEmpty())
                .map(GrantEntry::gid)
                .toList();
    }

    @Test
    void permissionWithoutAnAnswerIsNamedAndCanBeEnded() {
        try (Patient phone = deaf(GrantCommand.Grant.class::isInstance)) {
            HealthException.Unsettled unsettled =
                    failure(phone.grant(network.all(ana, network.rural())), HealthException.Unsettled.class);
            assertThat(standing()).containsExactly(unsettled.id());
            assertThat(unsettled).hasMessageContaining("permission " + unsettled.id());
            done(phone.revoke(unsettled.id()));
        }
        assertThat(standing()).isEmpty();
    }

    @Test
    void denialWithoutAnAnswerIsNamed() {
        try (Patient phone = deaf(GrantCommand.Grant.class::isInstance)) {
            HealthException.Unsettled unsettled =
                    failure(phone.deny(network.all(ana, network.rural())), HealthException.Unsettled.class);
            assertThat(standing()).containsExactly(unsettled.id());
        }
    }

    @Test
    void emergencyWithoutAnAnswerIsNamedSoThatItIsReadAndNotDeclaredAgain() {
        Clinician doctor = network.clinician(
                network.rural(), "Dr R. Okafor", Role.ATTENDING, mute(EmergencyCommand.BreakGlass.class::isInstance));
        HealthException.Unsettled unsettled =
                failure(doctor.breakGlass(ana.sid(), EmergencyReason.UNCONSCIOUS, 1), HealthException.Unsettled.class);
        assertThat(done(ana.emergencies()).entries())
                .extracting(EmergencyEntry::eid)
                .containsExactly(unsettled.id());
    }

    @Test
    void answerThatWasGivenIsNotGivenTwice() {
        Id qid = request();
        try (Patient phone = deaf(ReadingCommand.AnswerRequest.class::isInstance)) {
            Permission permission = network.all(ana, network.rural());
            Id gid = failure(phone.answer(qid, permission), HealthException.Unsettled.class)
                    .id();
            assertThat(failure(phone.answer(qid, permission), HealthException.Unknown.class))
                    .hasMessageContaining("is answered by permission " + gid);
            assertThat(standing()).containsExactly(gid);
        }
    }

    @Test
    void permissionThatCouldNotBeEndedIsNamed() {
        Id qid = request();
        try (Patient phone = network.patient(
                seed, ana.sid(), new InterruptedLedger(mute(GrantCommand.Revoke.class::isInstance), command -> {
                    if (command instanceof ReadingCommand.AnswerRequest) {
                        done(ana.decline(qid));
                    }
                }))) {
            assertThat(failure(phone.answer(qid, network.all(ana, network.rural())), HealthException.Unsettled.class)
                            .id())
                    .isEqualTo(done(ana.grants()).entries().get(0).gid());
        }
    }

    @Test
    void recordWithoutAnAnswerIsNamed() {
        Hospital city = network.ledger(mute(RecordCommand.PutRecord.class::isInstance))
                .hospital(network.city().keys(), network.servicesFor(network.city().orgId), network.city().outbox);
        Id rid = failure(
                        city.publish(ana.sid(), Network.entry("clinical", "a broken arm")),
                        HealthException.Unsettled.class)
                .id();
        assertThat(done(ana.records()).entries())
                .singleElement()
                .satisfies(record -> assertThat(record.rid()).isEqualTo(rid));
    }
}
