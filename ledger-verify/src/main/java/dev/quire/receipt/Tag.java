package dev.quire.receipt;

/** The first byte of every structure of this package. Numbers are never reused. */
final class Tag {
    static final int RECEIPT = 0x11;
    static final int ANCHOR = 0x12;
    static final int STATE_RECEIPT = 0x13;
    static final int HEADER_PROOF = 0x16;

    /** The version of every structure so far. */
    static final int VERSION = 1;

    private Tag() {}
}
