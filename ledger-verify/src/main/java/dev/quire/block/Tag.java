package dev.quire.block;

/** The first byte of every structure of this package. Numbers are never reused. */
final class Tag {
    static final int TRANSACTION = 0x01;
    static final int HEADER = 0x02;
    static final int BLOCK = 0x03;
    static final int CERTIFICATE = 0x04;
    static final int VOTE = 0x05;
    static final int RESULT_LEAF = 0x06;
    static final int MEMBER_SET = 0x07;
    static final int PARAMETERS = 0x08;
    static final int GENESIS = 0x09;
    static final int EVIDENCE = 0x0a;

    /** The version of every structure so far. */
    static final int VERSION = 1;

    private Tag() {}
}
