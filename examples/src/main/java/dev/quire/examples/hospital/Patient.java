package dev.quire.examples.hospital;

import dev.quire.Account;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.Effect;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.HealthCommand;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;

/** A patient with a phone: the only place where the signing key is. Any member will do to pass a transaction on. */
final class Patient {
    /** Block time may lag behind the phone's clock a little: a permission begins at once all the same. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final String name;
    private final Id sid;
    private final Account account;
    private final SecureRandom random;
    private final InstantSource clock;

    Patient(String name, SecureRandom random, InstantSource clock) {
        this.name = name;
        this.random = random;
        this.clock = clock;
        this.sid = randomId();
        this.account = new Account(Ed25519Key.generate(random), clock, random);
    }

    String name() {
        return name;
    }

    Id sid() {
        return sid;
    }

    PublicKey publicKey() {
        return account.publicKey();
    }

    Id randomId() {
        byte[] id = new byte[Id.SIZE];
        random.nextBytes(id);
        return new Id(Bytes.wrap(id));
    }

    /** Lets the people of {@code orgId} read one compartment for treatment, for a while. */
    Transaction grant(Hash chainId, Id gid, Id orgId, Id cid, Duration howLong) {
        Instant now = clock.instant();
        GrantTerms terms = new GrantTerms(
                Effect.PERMIT,
                new Grantee.Organisation(orgId),
                new Scope.Compartments(List.of(cid)),
                EnumSet.of(Purpose.TREAT),
                micros(now.minus(CLOCK_TOLERANCE)),
                micros(now.plus(howLong)),
                OptionalInt.empty(),
                false,
                false);
        return account.transaction(chainId, HealthStateMachine.ID, new HealthCommand.Grant(gid, sid, terms).encoded());
    }

    /** Takes a permission back. */
    Transaction revoke(Hash chainId, Id gid) {
        return account.transaction(chainId, HealthStateMachine.ID, new HealthCommand.Revoke(gid).encoded());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
