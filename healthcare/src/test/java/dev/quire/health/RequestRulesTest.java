package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.OTHER_SID;
import static dev.quire.health.Town.QID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestRulesTest {
    private final Town town = Town.settled();

    @Test
    void requestIsAnsweredWithAGrantOrWithNo() {
        town.applied("rural gateway", request(QID));
        town.applied("patient", town.terms().grant(GID));
        town.applied("patient", answer(QID, Optional.of(GID)));
        town.applied("rural gateway", request(id(0x59)));
        town.applied("patient", answer(id(0x59), Optional.empty()));
        List<RequestEntry> requests = town.list(EntryIndex.REQUESTS_TO_SUBJECT, RequestEntry.class, SID);
        assertThat(requests)
                .extracting(request -> request.answer().orElseThrow().gid())
                .containsExactly(Optional.of(GID), Optional.empty());
        assertThat(town.list(EntryIndex.REQUESTS_BY_MEMBER, RequestEntry.class, RURAL))
                .isEqualTo(requests);
    }

    @Test
    void onlyGatewaysAsk() {
        town.refused(Refusal.NOT_GATEWAY, "doctor", request(QID));
        town.refused(Refusal.NOT_GATEWAY, "patient", request(QID));
    }

    @Test
    void someoneMustBeThereToAnswer() {
        town.refused(Refusal.SUBJECT_UNKNOWN, "rural gateway", request(QID, OTHER_SID, DOCTOR));
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.refused(Refusal.SUBJECT_NOT_ACTIVE, "rural gateway", request(QID, OTHER_SID, DOCTOR));
    }

    @Test
    void whoAsksIsValidNow() {
        town.refused(Refusal.CREDENTIAL_UNKNOWN, "city gateway", request(QID));
        town.applied("rural controller", new MemberCommand.RevokeCredential(DOCTOR));
        town.refused(Refusal.CREDENTIAL_INVALID, "rural gateway", request(QID));
        town.pass(60 * Scribe.DAY);
        town.refused(Refusal.CREDENTIAL_INVALID, "rural gateway", request(QID, SID, Town.COLLEAGUE));
    }

    @Test
    void requestIdIsNeverReused() {
        town.applied("rural gateway", request(QID));
        town.applied("patient", answer(QID, Optional.empty()));
        town.refused(Refusal.REQUEST_EXISTS, "rural gateway", request(QID));
    }

    @Test
    void oneOpenRequestAtATimeWhichLapsesAfterADay() {
        town.employ("city", id(0x75), "city doctor", Role.ATTENDING);
        town.applied("rural gateway", request(QID));
        town.refused(Refusal.REQUEST_PENDING, "rural gateway", request(id(0x59)));
        town.applied("city gateway", request(id(0x5a), SID, id(0x75)));
        town.pass(RequestEntry.OPEN_MICROS - 1);
        town.refused(Refusal.REQUEST_PENDING, "rural gateway", request(id(0x59)));
        town.pass(1);
        town.applied("rural gateway", request(id(0x59)));
    }

    @Test
    void fiveRequestsADay() {
        for (int i = 0; i < ReadingRules.MAX_REQUESTS_PER_DAY; i++) {
            town.applied("rural gateway", request(id(0x5900 + i)));
            town.applied("patient", answer(id(0x5900 + i), Optional.empty()));
        }
        town.refused(Refusal.TOO_MANY_REQUESTS, "rural gateway", request(QID));
        town.pass(Scribe.DAY - 1);
        town.refused(Refusal.TOO_MANY_REQUESTS, "rural gateway", request(QID));
        town.pass(1);
        town.applied("rural gateway", request(QID));
    }

    @Test
    void onlyThePatientAnswersOnceAndInTime() {
        town.refused(Refusal.REQUEST_UNKNOWN, "patient", answer(QID, Optional.empty()));
        town.applied("rural gateway", request(QID));
        town.refused(Refusal.NOT_PATIENT, "city gateway", answer(QID, Optional.empty()));
        town.applied("patient", answer(QID, Optional.empty()));
        town.refused(Refusal.REQUEST_CLOSED, "patient", answer(QID, Optional.empty()));
        town.applied("rural gateway", request(id(0x59)));
        town.pass(RequestEntry.OPEN_MICROS);
        town.refused(Refusal.REQUEST_CLOSED, "patient", answer(id(0x59), Optional.empty()));
    }

    @Test
    void answerNamesAPermissionToWhoAsked() {
        town.applied("rural gateway", request(QID));
        town.applied("patient", town.terms().deny().grant(GID));
        town.applied("patient", town.terms().to(new Grantee.Organisation(CITY)).grant(id(0x52)));
        town.refused(Refusal.GRANT_UNKNOWN, "patient", answer(QID, Optional.of(id(0x5f))));
        town.refused(Refusal.GRANT_UNKNOWN, "patient", answer(QID, Optional.of(GID)));
        town.refused(Refusal.GRANT_UNKNOWN, "patient", answer(QID, Optional.of(id(0x52))));
        town.applied("city gateway", SCRIBE.subject(OTHER_SID, CITY, "other"));
        town.applied(
                "other",
                new GrantCommand.Grant(
                        id(0x53), OTHER_SID, town.terms().cids(CID).build(), Optional.empty()));
        town.refused(Refusal.GRANT_UNKNOWN, "patient", answer(QID, Optional.of(id(0x53))));
    }

    private static ReadingCommand request(Id qid) {
        return request(qid, SID, DOCTOR);
    }

    private static ReadingCommand request(Id qid, Id sid, Id pracId) {
        return new ReadingCommand.RequestAccess(
                qid, sid, pracId, new Scope.Compartments(List.of(CID)), Purpose.TREAT, Optional.empty());
    }

    private static ReadingCommand answer(Id qid, Optional<Id> gid) {
        return new ReadingCommand.AnswerRequest(qid, gid);
    }
}
