package dev.quire.health;

import dev.quire.spi.state.Outcome;

/**
 * Why a transaction of this plugin was refused. Numbers are never reused. An access that is not permitted is not refused
 * in this sense: it is applied, and its {@link Decision} is on the ledger.
 */
public enum Refusal {
    MALFORMED(1, "the payload is not a command"),
    NOT_REGISTRAR(2, "only a registrar takes members in"),
    MEMBER_EXISTS(3, "the organisation id is taken"),
    KEY_IN_USE(4, "a key has another owner already"),
    NOT_GATEWAY(5, "the sender is no member's gateway"),
    SUBJECT_EXISTS(6, "the subject id is taken"),
    SUBJECT_UNKNOWN(7, "there is no such subject"),
    NOT_WRITER(8, "another organisation writes to this subject"),
    RECORD_EXISTS(9, "the record id was used before"),
    NOT_NEWEST(10, "a new version supersedes the newest one of the same subject, and counts one higher"),
    GRANT_EXISTS(11, "the grant id was used before"),
    GRANTEE_UNKNOWN(12, "the grantee's organisation is not a member"),
    NOT_PATIENT(13, "only the subject's own key grants and revokes"),
    SUBJECT_NOT_ACTIVE(14, "the subject is unclaimed or frozen"),
    BAD_PERIOD(15, "a grant ends after it begins and after now, at most 366 days after it begins"),
    SCOPE_UNKNOWN(16, "the grant names records that are not the subject's"),
    GRANT_UNKNOWN(17, "there is no such grant"),
    ALREADY_REVOKED(18, "the grant was revoked before"),
    TOO_MANY_DENIALS(19, "a subject has at most 64 denials that are not revoked"),
    ACCESS_EXISTS(20, "the access id was used before");

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

    Outcome outcome() {
        return Outcome.refused(number);
    }
}
