package dev.quire.internal.journal;

import dev.quire.hash.Hash;

/**
 * The block above which a journal begins that began with a snapshot.
 *
 * @param term Raft's term or PBFT's view under which the others' journals have it
 */
public record Base(long height, long term, Hash blockHash) {}
