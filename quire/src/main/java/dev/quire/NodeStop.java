package dev.quire;

/**
 * A node stopped by itself because it could not go on without doing harm.
 *
 * @param exitCode what a daemon should end with: 70 for a broken invariant, 74 for storage that failed or is damaged
 */
public record NodeStop(int exitCode, Throwable cause) {}
