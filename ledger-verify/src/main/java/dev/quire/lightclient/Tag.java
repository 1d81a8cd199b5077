package dev.quire.lightclient;

/** The first byte of every structure of this package. Numbers are never reused. */
final class Tag {
    static final int FORK = 0x17;
    static final int TRUSTED_HEAD = 0x18;

    /** The version of every structure so far. */
    static final int VERSION = 1;

    private Tag() {}
}
