package dev.quire.benchmarks;

import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Locale;

/** Whether clients sign. Members always do. */
enum Signing {
    SIGNED(
            "senders' Ed25519 signatures, made beforehand, since clients have machines of their own; each node checks once"),
    RAW("64 zero bytes in their place, neither made nor checked; all else as in signed: members' signatures, TLS, ...");

    /** What it means, for whoever reads the table. */
    final String meaning;

    Signing(String meaning) {
        this.meaning = meaning;
    }

    List<Transaction> puts(Hash chainId, long validUntilMicros, int from, int count, int payloadSize) {
        return this == SIGNED
                ? Samples.signed(chainId, validUntilMicros, from, count, payloadSize)
                : Samples.unsigned(chainId, validUntilMicros, from, count, payloadSize);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
