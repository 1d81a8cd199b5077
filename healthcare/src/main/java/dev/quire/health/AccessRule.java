package dev.quire.health;

/**
 * What an access must keep, in the order of rank: the first rule that is broken gives the {@link Decision}. What each rule
 * means under a grant, for the patient and in an emergency is said by {@link Entitlement}.
 */
enum AccessRule {
    /** The one-time key was never used, is canonical and has not small order. Before all that tells what there is. */
    ONE_TIME_KEY_FRESH(Decision.MALFORMED),
    /** The records exist and are the subject's. One that does not exist looks as one that is not allowed. */
    RECORDS_OF_SUBJECT(Decision.NOT_PERMITTED),
    /** The subject is claimed where it must be, and not frozen. */
    SUBJECT_READABLE(Decision.NOT_PERMITTED),
    /** No record was entered in error or erased. */
    RECORDS_ACTIVE(Decision.NOT_PERMITTED),
    /** What it is based on is there, and is this subject's. */
    BASIS_KNOWN(Decision.NOT_PERMITTED),
    /** The reader is the one whom it names, or works there. */
    READER_ENTITLED(Decision.NOT_PERMITTED),
    /** The reader's credential is good. */
    CREDENTIAL_VALID(Decision.NOT_PERMITTED),
    PURPOSE_ENTITLED(Decision.NOT_PERMITTED),
    /** The records may be kept, if they are to be. */
    KIND_ENTITLED(Decision.NOT_PERMITTED),
    /** All the records are in its scope. */
    RECORDS_ENTITLED(Decision.NOT_PERMITTED),
    /** No denial in force hits reader, purpose and one of the records. */
    NOT_DENIED(Decision.NOT_PERMITTED),
    BASIS_BEGUN(Decision.NOT_PERMITTED),
    /** It was neither ended nor is it over. */
    BASIS_STANDS(Decision.ENDED),
    USES_LEFT(Decision.USED_UP);

    private final Decision ifBroken;

    AccessRule(Decision ifBroken) {
        this.ifBroken = ifBroken;
    }

    Decision ifBroken() {
        return ifBroken;
    }

    /**
     * May a permitted access break it afterwards? The others ask for what is fixed once the access is on the ledger, or
     * are asked for each record by itself.
     */
    boolean mayBreakLater() {
        return switch (this) {
            case SUBJECT_READABLE, BASIS_KNOWN, READER_ENTITLED, CREDENTIAL_VALID, NOT_DENIED, BASIS_STANDS -> true;
            case ONE_TIME_KEY_FRESH,
                    RECORDS_OF_SUBJECT,
                    RECORDS_ACTIVE,
                    PURPOSE_ENTITLED,
                    KIND_ENTITLED,
                    RECORDS_ENTITLED,
                    BASIS_BEGUN,
                    USES_LEFT -> false;
        };
    }
}
