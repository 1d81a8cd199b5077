package dev.quire.internal.journal;

/** What became of an attempt to put damage right where it is. */
public enum Mending {
    /** It reads again as it was written; durably. */
    DONE,
    /** The block is lost until {@link Journal#repair} is given it. */
    BLOCK_NEEDED,
    /** What stood there is not known here: the next start recovers it. */
    NOT_HERE
}
