package dev.quire.examples.hospital;

import dev.quire.Account;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.Effect;
import dev.quire.health.GrantCommand;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.LegalBasis;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import dev.quire.health.Statements;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A patient with a phone: the only place where the signing key is. Any member will do to pass a transaction on. */
final class Patient {
    /** Block time may lag behind the phone's clock a little: a permission begins at once all the same. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final String name;
    private final Id sid;
    private final Ed25519Key key;
    private final Account account;
    private final SecureRandom random;
    private final InstantSource clock;

    Patient(String name, SecureRandom random, InstantSource clock) {
        this.name = name;
        this.random = random;
        this.clock = clock;
        this.sid = randomId();
        this.key = Ed25519Key.generate(random);
        this.account = new Account(key, clock, random);
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

    /** Says that the file of this id at the hospital {@code orgId} is this patient's. */
    Signature claim(Hash chainId, Id orgId) {
        return key.sign(Statements.claim(chainId, sid, orgId, key.publicKey()));
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
                1,
                new Scope.Compartments(List.of(cid)),
                EnumSet.of(Purpose.TREAT),
                LegalBasis.CONSENT,
                micros(now.minus(CLOCK_TOLERANCE)),
                micros(now.plus(howLong)),
                OptionalInt.empty(),
                false,
                false,
                false,
                Optional.empty(),
                Hash.ZERO);
        return transaction(chainId, new GrantCommand.Grant(gid, sid, terms, Optional.empty()));
    }

    /** Takes a permission back. */
    Transaction revoke(Hash chainId, Id gid) {
        return transaction(chainId, new GrantCommand.Revoke(gid));
    }

    private Transaction transaction(Hash chainId, GrantCommand command) {
        return account.transaction(chainId, HealthStateMachine.ID, command.encoded());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
