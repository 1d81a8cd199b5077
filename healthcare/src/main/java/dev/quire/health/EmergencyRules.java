package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reading essentials without being asked, and answering for it. */
final class EmergencyRules {
    /** How long the people of a new member break no glass: 7 days, in microseconds. */
    static final long NEW_MEMBER_MICROS = 7L * 24 * 60 * 60 * 1_000_000;

    private static final Set<Role> RESCUERS = Collections.unmodifiableSet(EnumSet.of(Role.EMERGENCY, Role.ATTENDING));
    private static final Set<Role> OFFICERS = Collections.unmodifiableSet(EnumSet.of(Role.PRIVACY_OFFICER));

    private EmergencyRules() {}

    static Outcome apply(EmergencyCommand command, HealthTransaction tx) throws RefusedException {
        if (command instanceof EmergencyCommand.BreakGlass breakGlass) {
            breakGlass(breakGlass, tx);
        } else if (command instanceof EmergencyCommand.ReviewBreakGlass review) {
            review(review, tx);
        }
        return Outcome.applied();
    }

    private static void breakGlass(EmergencyCommand.BreakGlass command, HealthTransaction tx) throws RefusedException {
        Id orgId = tx.requireGateway();
        SubjectEntry subject = tx.requireSubject(command.sid());
        tx.require(subject.status() != SubjectStatus.FROZEN, Refusal.SUBJECT_NOT_ACTIVE);
        tx.require(subject.manifest().policy() == DefaultPolicy.BREAK_GLASS_ONLY, Refusal.BREAK_GLASS_DENIED);
        tx.require(tx.emergency(command.eid()).isEmpty(), Refusal.EMERGENCY_EXISTS);
        requireRescuer(orgId, command.pracId(), tx);
        tx.require(isSettled(tx.member(orgId).orElseThrow(), tx.nowMicros()), Refusal.MEMBER_TOO_NEW);
        tx.require(command.hours() <= tx.governance().parameters().maxEmergencyHours(), Refusal.TOO_LONG);
        Bytes countKey = StateKeys.emergenciesToday(orgId);
        DailyCount count = tx.count(countKey, tx.nowMicros());
        boolean overQuota = count.count() >= tx.governance().parameters().breakGlassPerDay();
        tx.require(!overQuota || command.second().isPresent(), Refusal.SECOND_PERSON_NEEDED);
        if (command.second().isPresent()) {
            requireSecond(command, command.second().get(), orgId, tx);
        }
        tx.put(countKey, count.plusOne().encoded());
        write(command, orgId, overQuota, tx);
    }

    private static void requireRescuer(Id orgId, Id pracId, HealthTransaction tx) throws RefusedException {
        tx.require(tx.requireValid(orgId, pracId).hasOneOf(RESCUERS), Refusal.ROLE_MISSING);
    }

    private static boolean isSettled(MemberEntry member, long timeMicros) {
        return member.isFounder() || timeMicros - member.registeredMicros() >= NEW_MEMBER_MICROS;
    }

    private static void requireSecond(
            EmergencyCommand.BreakGlass command, EmergencyCommand.SecondPerson second, Id orgId, HealthTransaction tx)
            throws RefusedException {
        requireRescuer(orgId, second.pracId(), tx);
        tx.require(!second.pracId().equals(command.pracId()), Refusal.SECOND_PERSON_INVALID);
        Bytes statement = Statements.secondPerson(
                tx.chainId(), orgId, command.eid(), command.sid(), command.pracId(), second.pracId());
        CredentialEntry credential = tx.credential(orgId, second.pracId()).orElseThrow();
        tx.require(
                tx.isSigned(credential.terms().signingKey(), statement, second.signature()),
                Refusal.SECOND_PERSON_INVALID);
    }

    private static void write(EmergencyCommand.BreakGlass command, Id orgId, boolean overQuota, HealthTransaction tx) {
        boolean overdue = isOverdue(new Reader(orgId, command.pracId()), tx);
        EmergencyEntry emergency =
                new EmergencyEntry(command, orgId, tx.position(), tx.nowMicros(), overQuota, overdue, Optional.empty());
        tx.put(emergency);
        tx.index(StateKeys.indexed(StateKeys.emergenciesOf(command.sid()), emergency.broken(), command.eid()));
        tx.index(StateKeys.indexed(StateKeys.emergenciesBy(orgId), emergency.broken(), command.eid()));
        tx.index(StateKeys.openReview(emergency));
        tx.emit("break-glass", command.sid(), command.eid());
        if (overQuota) {
            tx.emit("alarm", orgId, command.eid());
        }
    }

    /** Does the reader owe an answer for an earlier emergency? It blocks nothing, and everybody is told. */
    private static boolean isOverdue(Reader reader, HealthTransaction tx) {
        return tx.indexed(StateKeys.openReviews(reader), 1, EmergencyEntry.class).stream()
                .anyMatch(first -> first.reviewDueMicros() <= tx.nowMicros());
    }

    private static void review(EmergencyCommand.ReviewBreakGlass command, HealthTransaction tx)
            throws RefusedException {
        Id orgId = tx.requireGateway();
        EmergencyEntry emergency = tx.require(tx.emergency(command.eid()), Refusal.EMERGENCY_UNKNOWN);
        tx.require(tx.requireValid(orgId, command.officer()).hasOneOf(OFFICERS), Refusal.ROLE_MISSING);
        tx.require(emergency.review().isEmpty(), Refusal.ALREADY_REVIEWED);
        boolean late = tx.nowMicros() >= emergency.reviewDueMicros();
        tx.require(
                (late || emergency.orgId().equals(orgId)) && !isOwn(emergency, orgId, command), Refusal.NOT_REVIEWER);
        tx.put(emergency.with(
                new EmergencyEntry.Review(orgId, command.officer(), command.justified(), late, tx.position())));
        tx.delete(StateKeys.openReview(emergency));
        Optional<CredentialEntry> credential = tx.credential(emergency.reader());
        if (!command.justified() && credential.filter(CredentialEntry::stands).isPresent()) {
            tx.put(credential.get().ended(CredentialStatus.FROZEN, tx.position()));
        }
        tx.emit("review", emergency.sid(), emergency.eid());
    }

    /** Nobody reviews what he did himself, or stood by. */
    private static boolean isOwn(EmergencyEntry emergency, Id orgId, EmergencyCommand.ReviewBreakGlass command) {
        return emergency.orgId().equals(orgId)
                && (emergency.request().pracId().equals(command.officer())
                        || emergency
                                .request()
                                .second()
                                .filter(second -> second.pracId().equals(command.officer()))
                                .isPresent());
    }
}
