package dev.quire.merkle;

/** The first byte of every structure of this package. Numbers are never reused. */
final class Tag {
    static final int HISTORY_FRONTIER = 0x14;
    static final int STATE_PROOF = 0x15;

    /** The version of every structure so far. */
    static final int VERSION = 1;

    private Tag() {}
}
