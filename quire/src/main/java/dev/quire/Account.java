package dev.quire;

import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/** A key with which someone signs transactions. Safe for use by several threads. */
public final class Account {
    /** How long a transaction may wait for its block unless said otherwise. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(5);

    private final Signer signer;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** An account with the system's clock and secure randomness. */
    public Account(Signer signer) {
        this(signer, InstantSource.system(), new SecureRandom());
    }

    /** @param random makes nonces; whoever can foretell them can only foretell ids */
    public Account(Signer signer, InstantSource clock, RandomGenerator random) {
        this.signer = signer;
        this.clock = clock;
        this.random = random;
    }

    public PublicKey publicKey() {
        return signer.publicKey();
    }

    /** A signed transaction that is valid for {@link #DEFAULT_VALIDITY}. */
    public Transaction transaction(Hash chainId, int pluginId, Bytes payload) {
        return transaction(chainId, pluginId, payload, DEFAULT_VALIDITY);
    }

    /**
     * A signed transaction. To retry, submit the same transaction again: a new one would be executed a second time.
     *
     * @param validity from now; at most the chain's {@code maxValidity}, 24 h by default
     */
    public Transaction transaction(Hash chainId, int pluginId, Bytes payload, Duration validity) {
        long validUntilMicros =
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant().plus(validity));
        byte[] nonce = new byte[Transaction.NONCE_SIZE];
        random.nextBytes(nonce);
        Transaction.Unsigned unsigned = new Transaction.Unsigned(
                chainId, pluginId, validUntilMicros, Bytes.wrap(nonce), signer.publicKey(), payload);
        return unsigned.signed(signer.sign(unsigned.signingBytes()));
    }
}
