package dev.quire.examples.hospital;

import dev.quire.Account;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.MemberCommand;
import dev.quire.health.NewCompartment;
import dev.quire.health.Refusal;
import dev.quire.health.Role;
import dev.quire.health.Statements;
import dev.quire.health.SubjectCommand;
import dev.quire.health.X25519PublicKey;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * One hospital at work: it employs doctors, admits patients, writes records and reads those of others. Its
 * vault and key ring are its own; all that the hospitals share is the ledger.
 */
final class Hospital implements AutoCloseable {
    private static final Duration CREDENTIAL = Duration.ofDays(30);

    private final Id orgId;
    private final Account controller;
    private final Account gateway;
    private final HealthLedger ledger;
    private final KeyRing keys;
    private final RecordAuthor author;
    private final RecordReader reader;
    private final SecureRandom random;

    /** Who a hospital is: its id and keys. */
    record Identity(Id orgId, Signer controller, Signer gateway) {}

    /** @param directory holds vault and key ring; made if missing */
    Hospital(Identity identity, Ledger ledger, Path directory, SecureRandom random) throws IOException {
        this.orgId = identity.orgId();
        this.controller = new Account(identity.controller());
        this.gateway = new Account(identity.gateway());
        this.ledger = new HealthLedger(ledger);
        FileVault vault = new FileVault(directory.resolve("vault"));
        this.keys = KeyRing.open(directory.resolve("keys"), random);
        this.author = new RecordAuthor(this.ledger, orgId, gateway, vault, keys, random);
        this.reader = new RecordReader(this.ledger, gateway, random);
        this.random = random;
    }

    /** Says on the ledger that a doctor works here, for a month. */
    void employ(Doctor doctor) throws IOException, InterruptedException {
        requireApplied(
                ledger.commit(
                        controller,
                        new MemberCommand.IssueCredential(
                                doctor.pracId(),
                                doctor.key(),
                                Optional.empty(),
                                EnumSet.of(Role.ATTENDING),
                                cardHash(doctor),
                                ChronoUnit.MICROS.between(
                                        Instant.EPOCH, Instant.now().plus(CREDENTIAL)))),
                Refusal.CREDENTIAL_EXISTS);
    }

    /** Of the card that tells patients the doctor's name; its salt keeps a name from being guessed. */
    private Hash cardHash(Doctor doctor) {
        byte[] salt = new byte[Fingerprint.SALT_SIZE];
        random.nextBytes(salt);
        return Fingerprint.sha256(Fingerprint.context(
                "card",
                ledger.chainId(),
                orgId.bytes(),
                doctor.pracId().bytes(),
                Bytes.utf8(doctor.name()),
                Bytes.wrap(salt)));
    }

    /**
     * Opens a file for a patient, who keeps the private half of {@code patientKey}.
     *
     * @param claim the patient's signature of {@link Statements#claim}
     */
    void admit(Id sid, PublicKey patientKey, Signature claim) throws IOException, InterruptedException {
        List<NewCompartment> compartments = new ArrayList<>();
        for (Compartment compartment : Compartment.values()) {
            // In this version nothing is sealed to it, so nobody keeps the private half.
            X25519PublicKey key = new X25519PublicKey(OneTimeKey.generate().publicKey());
            compartments.add(new NewCompartment(keys.compartment(sid, compartment), key, false));
        }
        requireApplied(
                ledger.commit(
                        gateway,
                        new SubjectCommand.RegisterSubject(
                                sid, patientKey, Optional.of(claim), DefaultPolicy.BREAK_GLASS_ONLY, compartments)),
                Refusal.SUBJECT_EXISTS);
    }

    HealthLedger ledger() {
        return ledger;
    }

    KeyRing keys() {
        return keys;
    }

    RecordAuthor author() {
        return author;
    }

    RecordReader reader() {
        return reader;
    }

    @Override
    public void close() throws IOException {
        keys.close();
    }

    private static void requireApplied(CommittedTransaction committed, Refusal doneBefore) throws IOException {
        if (!committed.applied() && committed.outcomeCode() != doneBefore.number()) {
            throw new IOException("the ledger refused with code " + committed.outcomeCode()
                    + " (docs/healthcare/state.md, section 3)");
        }
    }
}
