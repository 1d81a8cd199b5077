package dev.quire.health.custody;

/**
 * Why a custodian refuses. Who is not the reader of a permitted access learns NOT_PERMITTED only, whether there is such an
 * access or not. The code stands in the signed log and is never used for another reason.
 */
public enum Denial {
    /** No such access is committed, it was not permitted, or another organisation asked for it. */
    NOT_PERMITTED(1, "no committed access permits this: commit one and ask again"),
    /** What the access is based on ended: revoked, expired, the subject frozen, or the credential withdrawn. */
    ENDED(2, "the permission behind this access has ended"),
    /** The access's deadline has passed by this custodian's clock. */
    TOO_LATE(3, "this access was not used in time: commit a new one"),
    /** None of the access's records can be released from here in that committee. */
    NO_SHARE(4, "this custodian holds no share of an active record of this access: ask another one"),
    /** CUSTODIAN_BEHIND: the custodian's node could not read linearizably in time. */
    BEHIND(5, "CUSTODIAN_BEHIND: this custodian's node is cut off or late; ask another one"),
    /** The organisation asks more often than it may; of these only the first in a minute is on the log. */
    QUOTA(6, "too many requests of this organisation: wait a minute"),
    /** The deal is not signed by a gateway of the organisation that handed it in. */
    NOT_AUTHOR(7, "the deal is not signed by a gateway of the organisation that handed it in"),
    /** The shares are for another seat or committee, or sealed to another key. */
    NOT_FOR_US(8, "the deal is not for this custodian: check committee, seat and key epoch"),
    /** A share does not match its leaf, or the leaves not the record on the ledger. */
    BAD_SHARE(
            9, "a share does not match its leaf, or the leaves do not match the committee or the record on the ledger"),
    /** Another share lies under this record, class and committee already; it stays. */
    WRITTEN_ONCE(10, "another share lies there already, and a share is never overwritten"),
    /** What was handed in, or the one-time key of an access, is malformed. */
    MALFORMED(11, "what was handed in is malformed, or does not open");

    private final int code;
    private final String sentence;

    Denial(int code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    public int code() {
        return code;
    }

    /** For a person: what is wrong and what to do. */
    public String sentence() {
        return sentence;
    }
}
