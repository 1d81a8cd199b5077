package dev.quire.health;

import dev.quire.spi.state.Outcome;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a transaction of this plugin was refused. Numbers are never reused. An access that is not permitted is not refused
 * in this sense: it is applied, and its {@link Decision} is on the ledger.
 */
public enum Refusal {
    MALFORMED(1, "the payload is not a command"),
    NOT_GATEWAY(2, "the sender is no member's gateway"),
    NOT_CONTROLLER(3, "the sender is no member's controller, or not that of the new member"),
    NOT_PATIENT(4, "only the subject's own key does this"),
    KEY_IN_USE(5, "a key has, or had, another owner"),
    WEAK_KEY(6, "a key has small order: everybody opens what is sealed to it, and nothing holds that it signs"),
    NON_CANONICAL_KEY(7, "a key is not in canonical form: it may be another's in other bytes"),

    NOT_APPROVED(10, "more than two thirds of the members' controllers must sign, and each signature must hold"),
    MEMBER_EXISTS(11, "the organisation id is taken"),
    TOO_MANY_MEMBERS(12, "a network has at most 64 members"),
    MEMBER_UNKNOWN(13, "a named organisation is not a member"),
    NOT_NEXT(14, "an epoch or version does not follow the present one"),
    CREDENTIAL_EXISTS(15, "the organisation has used this credential id before"),
    CREDENTIAL_UNKNOWN(16, "the organisation has no such credential"),
    CREDENTIAL_INVALID(17, "the credential has expired, or was revoked or frozen"),
    BAD_VALIDITY(18, "a credential ends after now and at most 90 days from now"),

    SUBJECT_EXISTS(20, "the subject id is taken"),
    SUBJECT_UNKNOWN(21, "there is no such subject"),
    SUBJECT_NOT_ACTIVE(22, "the subject is unclaimed or frozen"),
    SUBJECT_LINKED(23, "the subject was linked to another one, to which new records go"),
    NOT_WRITER(24, "another organisation writes to this subject"),
    SIGNATURE_INVALID(25, "the patient's signature in the payload does not hold"),
    ALREADY_CLAIMED(26, "the subject has a patient already"),
    LINK_INVALID(27, "a subject is linked to another one that is not linked itself"),
    COMPARTMENT_EXISTS(28, "the subject has a compartment of this id"),
    COMPARTMENT_UNKNOWN(29, "the subject has no such compartment"),
    TOO_MANY_COMPARTMENTS(30, "a subject has at most 32 compartments"),
    STALE_EPOCH(31, "the compartment has a newer key"),
    STALE_COMMITTEE(32, "there is a newer committee"),

    RECORD_EXISTS(40, "the record id was used before"),
    RECORD_UNKNOWN(41, "there is no such record"),
    NOT_NEWEST(42, "a new version supersedes the newest one of a record of the same subject"),
    NOT_AUTHOR(43, "another organisation wrote the record"),
    RECORD_NOT_ACTIVE(44, "the record was entered in error, or is erased"),
    NOT_ESSENTIAL(45, "an emergency compartment takes small entries with a second share root, and others take none"),

    GRANT_EXISTS(50, "the grant id was used before"),
    GRANT_UNKNOWN(51, "there is no such grant"),
    GRANTEE_UNKNOWN(52, "the grantee is not a member, nor a valid credential of one"),
    GRANTEE_KEY_UNKNOWN(53, "the grantee has no reading key of this id"),
    BAD_PERIOD(54, "a grant ends after it begins and after now, and not later than the members allow"),
    SCOPE_UNKNOWN(55, "the grant names records or compartments that are not the subject's"),
    ALREADY_ENDED(56, "the grant was ended before"),
    TOO_MANY_DENIALS(57, "a subject has at most 64 denials that are not revoked"),
    TOO_MANY_OPEN_GRANTS(58, "at most 16 permissions that stand include what is written to a compartment later"),
    NOT_PASSED_ON(59, "the sender's organisation has no standing permission that it may pass on"),
    BEYOND_PARENT(60, "what is passed on is more than what there is"),
    NOTHING_TO_END(61, "the organisation has no standing permission for this visit"),

    REQUEST_EXISTS(70, "the request id was used before"),
    REQUEST_PENDING(71, "the organisation has an open request to this subject"),
    TOO_MANY_REQUESTS(72, "an organisation asks a subject at most 5 times a day"),
    REQUEST_UNKNOWN(73, "there is no such request"),
    REQUEST_CLOSED(74, "the request was answered, or is more than a day old"),
    ACCESS_EXISTS(75, "the access id was used before"),

    EMERGENCY_EXISTS(80, "the emergency id was used before"),
    EMERGENCY_UNKNOWN(81, "there is no such emergency"),
    ROLE_MISSING(82, "the credential has not the role for this"),
    MEMBER_TOO_NEW(83, "the people of a new member break no glass for 7 days"),
    BREAK_GLASS_DENIED(84, "the patient chose that nothing is opened in an emergency"),
    TOO_LONG(85, "an emergency does not last that long"),
    SECOND_PERSON_NEEDED(86, "above the quota of the day a second person of the organisation signs"),
    SECOND_PERSON_INVALID(87, "the second person is the first, or the signature does not hold"),
    ALREADY_REVIEWED(88, "the emergency was reviewed before"),
    NOT_REVIEWER(89, "another organisation's officer reviews overdue emergencies only, and nobody his own");

    private final int number;
    private final String text;

    Refusal(int number, String text) {
        this.number = number;
        this.text = text;
    }

    public int number() {
        return number;
    }

    /** The reason, as one clause. */
    public String text() {
        return text;
    }

    /** The refusal of this number; empty if there is none. */
    public static Optional<Refusal> of(int number) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.number == number)
                .findFirst();
    }

    Outcome outcome() {
        return Outcome.refused(number);
    }
}
