package dev.quire.health;

/** The first byte of every structure of this plugin, and the version that follows it. Numbers are never reused. */
final class Tag {
    static final int VERSION = 1;

    static final int REGISTER_MEMBER = 0x01;
    static final int REGISTER_SUBJECT = 0x02;
    static final int PUT_RECORD = 0x03;
    static final int GRANT = 0x04;
    static final int REVOKE = 0x05;
    static final int ACCESS = 0x06;

    static final int MEMBER_ENTRY = 0x41;
    static final int SUBJECT_ENTRY = 0x42;
    static final int RECORD_ENTRY = 0x43;
    static final int GRANT_ENTRY = 0x44;
    static final int ACCESS_ENTRY = 0x45;
    static final int KEY_OWNER = 0x46;

    static final int GENESIS = 0x61;
    static final int DECISION = 0x62;

    static final int FIND = 0x81;
    static final int LIST = 0x82;
    static final int WAS_ALLOWED = 0x83;
    static final int PAGE = 0x91;
    static final int ALLOWED = 0x92;

    private Tag() {}
}
