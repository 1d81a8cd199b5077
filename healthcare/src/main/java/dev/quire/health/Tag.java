package dev.quire.health;

/** The first byte of every structure of this plugin, and the version that follows it. Numbers are never reused. */
final class Tag {
    static final int VERSION = 1;

    /** The bits of a command's tag that say to which family it belongs. */
    static final int FAMILY = 0xf0;

    static final int GOVERNANCE = 0x00;
    static final int REGISTER_MEMBER = 0x01;
    static final int SET_COMMITTEE = 0x02;
    static final int SET_PARAMETERS = 0x03;

    static final int MEMBER = 0x10;
    static final int ROTATE_MEMBER_KEY = 0x11;
    static final int ISSUE_CREDENTIAL = 0x12;
    static final int REVOKE_CREDENTIAL = 0x13;

    static final int SUBJECT = 0x20;
    static final int REGISTER_SUBJECT = 0x21;
    static final int CLAIM_SUBJECT = 0x22;
    static final int LINK_SUBJECT = 0x23;
    static final int SET_MANIFEST = 0x24;
    static final int ADD_COMPARTMENT = 0x25;
    static final int ROTATE_COMPARTMENT = 0x26;

    static final int RECORD = 0x30;
    static final int PUT_RECORD = 0x31;
    static final int AMEND_RECORD = 0x32;
    static final int MARK_ENTERED_IN_ERROR = 0x33;
    static final int REPLACE_CAPSULE = 0x34;

    static final int GRANTS = 0x40;
    static final int GRANT = 0x41;
    static final int REVOKE = 0x42;
    static final int END_BY_ENCOUNTER = 0x43;

    static final int READING = 0x50;
    static final int REQUEST_ACCESS = 0x51;
    static final int ANSWER_REQUEST = 0x52;
    static final int ACCESS = 0x53;

    static final int EMERGENCY = 0x60;
    static final int BREAK_GLASS = 0x61;
    static final int REVIEW_BREAK_GLASS = 0x62;

    static final int GOVERNANCE_ENTRY = 0x81;
    static final int COMMITTEE_ENTRY = 0x82;
    static final int MEMBER_ENTRY = 0x83;
    static final int CREDENTIAL_ENTRY = 0x84;
    static final int SUBJECT_ENTRY = 0x85;
    static final int COMPARTMENT_ENTRY = 0x86;
    static final int RECORD_ENTRY = 0x87;
    static final int GRANT_ENTRY = 0x88;
    static final int REQUEST_ENTRY = 0x89;
    static final int ACCESS_ENTRY = 0x8a;
    static final int EMERGENCY_ENTRY = 0x8b;
    static final int KEY_OWNER = 0x91;
    static final int DAILY_COUNT = 0x92;

    static final int GENESIS = 0xa1;
    static final int DECISION = 0xa2;

    static final int FIND = 0xb1;
    static final int LIST = 0xb2;
    static final int WAS_ALLOWED = 0xb3;
    static final int PAGE = 0xc1;
    static final int ALLOWED = 0xc2;

    private Tag() {}
}
