package dev.quire.health;

import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.CITY_CONTROLLER;
import static dev.quire.health.Town.CITY_GATEWAY;
import static dev.quire.health.Town.PATIENT;
import static dev.quire.health.Town.REGISTRAR;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.id;
import static dev.quire.health.Town.key;
import static dev.quire.health.Town.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistrationRulesTest {
    private final Town town = Town.settled();

    @Test
    void memberIsWhatWasRegistered() {
        HealthAnswer answer = town.ask(new HealthQuery.Find(HealthQuery.Kind.MEMBER, CITY));
        assertThat(answer)
                .isEqualTo(new HealthAnswer.Page(
                        List.of(new MemberEntry(
                                CITY, "Hospital 10", CITY_CONTROLLER, List.of(CITY_GATEWAY), new Position(1, 0))),
                        Optional.empty()));
    }

    @Test
    void onlyRegistrarsTakeMembersIn() {
        town.refused(Refusal.NOT_REGISTRAR, CITY_CONTROLLER, member(id(0x12), key(0x91), key(0x92)));
        town.refused(Refusal.NOT_REGISTRAR, PATIENT, member(id(0x12), key(0x91), key(0x92)));
    }

    @Test
    void organisationIdIsTakenOnce() {
        town.refused(Refusal.MEMBER_EXISTS, REGISTRAR, member(CITY, key(0x91), key(0x92)));
    }

    @Test
    void keyHasOneOwner() {
        town.refused(Refusal.KEY_IN_USE, REGISTRAR, member(id(0x12), key(0x91), CITY_GATEWAY));
        town.refused(Refusal.KEY_IN_USE, REGISTRAR, member(id(0x12), CITY_CONTROLLER, key(0x92)));
        town.refused(Refusal.KEY_IN_USE, REGISTRAR, member(id(0x12), key(0x91), key(0x91)));
        town.refused(Refusal.KEY_IN_USE, REGISTRAR, member(id(0x12), key(0x91), PATIENT));
        town.refused(Refusal.KEY_IN_USE, CITY_GATEWAY, subject(id(0x21), Optional.of(CITY_GATEWAY)));
        town.refused(Refusal.KEY_IN_USE, CITY_GATEWAY, subject(id(0x21), Optional.of(PATIENT)));
    }

    @Test
    void onlyGatewaysRegisterSubjects() {
        town.refused(Refusal.NOT_GATEWAY, CITY_CONTROLLER, subject(id(0x21), Optional.empty()));
        town.refused(Refusal.NOT_GATEWAY, PATIENT, subject(id(0x21), Optional.empty()));
    }

    @Test
    void subjectIdIsTakenOnce() {
        town.refused(Refusal.SUBJECT_EXISTS, CITY_GATEWAY, subject(SID, Optional.of(key(0x93))));
    }

    @Test
    void subjectIsActiveWithAKeyAndUnclaimedWithout() {
        town.applied(CITY_GATEWAY, subject(id(0x21), Optional.empty()));
        assertThat(found(SID).status()).isEqualTo(SubjectStatus.ACTIVE);
        assertThat(found(id(0x21)).status()).isEqualTo(SubjectStatus.UNCLAIMED);
        assertThat(found(id(0x21)).writer()).isEqualTo(CITY);
    }

    @Test
    void genesisNamesTheRegistrars() {
        HealthStateMachine plugin = new HealthStateMachine();
        MemoryContext context = new MemoryContext();
        assertThatThrownBy(() -> plugin.genesis(Bytes.EMPTY, context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("registrars");
        assertThat(context.state).isEmpty();
    }

    private SubjectEntry found(Id sid) {
        return ((HealthAnswer.Page) town.ask(new HealthQuery.Find(HealthQuery.Kind.SUBJECT, sid)))
                .as(SubjectEntry.class)
                .get(0);
    }

    private static HealthCommand subject(Id sid, Optional<dev.quire.block.PublicKey> patient) {
        return new HealthCommand.RegisterSubject(sid, patient);
    }
}
