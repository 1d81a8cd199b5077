package dev.quire.examples.hospital;

import dev.quire.Account;
import dev.quire.block.PublicKey;
import dev.quire.crypto.Signer;
import dev.quire.health.HealthCommand;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.Refusal;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * One hospital at work: it takes part in the network, admits patients, writes records and reads those of others. Its
 * vault and key ring are its own; all that the hospitals share is the ledger.
 */
final class Hospital implements AutoCloseable {
    private final Id orgId;
    private final String name;
    private final Account controller;
    private final Account gateway;
    private final HealthLedger ledger;
    private final KeyRing keys;
    private final RecordAuthor author;
    private final RecordReader reader;

    /** Who a hospital is: its id, public name and keys. */
    record Identity(Id orgId, String name, Signer controller, Signer gateway) {}

    /** @param directory holds vault and key ring; made if missing */
    Hospital(Identity identity, Ledger ledger, Path directory, SecureRandom random) throws IOException {
        this.orgId = identity.orgId();
        this.name = identity.name();
        this.controller = new Account(identity.controller());
        this.gateway = new Account(identity.gateway());
        this.ledger = new HealthLedger(ledger);
        FileVault vault = new FileVault(directory.resolve("vault"));
        this.keys = KeyRing.open(directory.resolve("keys"), random);
        this.author = new RecordAuthor(this.ledger, gateway, vault, keys, random);
        this.reader = new RecordReader(this.ledger, gateway, random);
    }

    /** Joins the network with the controller's signature, unless it has joined before. */
    void register() throws IOException, InterruptedException {
        Optional<MemberEntry> registered = ledger.member(orgId);
        if (registered.isEmpty()) {
            requireApplied(
                    ledger.commit(
                            controller,
                            new HealthCommand.RegisterMember(
                                    orgId, name, controller.publicKey(), List.of(gateway.publicKey()))),
                    Refusal.MEMBER_EXISTS);
        }
    }

    /** Opens a file for a patient, who keeps the private half of {@code patientKey}. */
    void admit(Id sid, PublicKey patientKey) throws IOException, InterruptedException {
        requireApplied(
                ledger.commit(gateway, new HealthCommand.RegisterSubject(sid, Optional.of(patientKey))),
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
