package dev.quire.testkit;

/** For people or for programs. */
enum OutputFormat {
    TEXT,
    JSON
}
