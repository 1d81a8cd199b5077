package dev.quire.internal.runtime;

/** How much a node's disk can still take. */
public enum Room {
    ENOUGH,
    /** New transactions are refused and the leadership goes to another member; others' blocks are still written. */
    LOW,
    /** Nothing is written any more; what is stored is still read. */
    NONE
}
