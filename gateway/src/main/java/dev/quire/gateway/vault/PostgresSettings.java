package dev.quire.gateway.vault;

/**
 * How a PostgreSQL server is reached.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with TLS settings as the driver has them
 * @param user owner of the vault's tables, which it makes itself
 * @param connections the most that are open at once
 * @param waitMillis how long a call waits for a connection before the vault counts as unavailable, at least 250
 * @param answerMillis how long it waits for the answer to one statement
 */
public record PostgresSettings(
        String url, String user, String password, int connections, long waitMillis, long answerMillis) {
    /** 8 connections, 5 seconds to get one, 30 for an answer. */
    public static PostgresSettings of(String url, String user, String password) {
        return new PostgresSettings(url, user, password, 8, 5_000, 30_000);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
