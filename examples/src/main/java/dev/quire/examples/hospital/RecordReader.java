package dev.quire.examples.hospital;

import dev.quire.Account;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.Decision;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.X25519PublicKey;
import dev.quire.spi.ledger.CommittedTransaction;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reading side of a hospital: writes the access to the ledger first, then opens what the author hands out. */
final class RecordReader {
    private static final int MAX_OPEN_ACCESSES = 1_000;

    private final HealthLedger ledger;
    private final Account gateway;
    private final RecordCipher cipher;
    private final SecureRandom random;
    private final Map<Id, OneTimeKey> open = new LinkedHashMap<>();

    RecordReader(HealthLedger ledger, Account gateway, SecureRandom random) {
        this.ledger = ledger;
        this.gateway = gateway;
        this.cipher = new RecordCipher(ledger.chainId(), random);
        this.random = random;
    }

    /** An access as the ledger has decided it. */
    record Asked(Id aid, Decision decision, Hash transactionId, long height) {}

    /** A record in plain. */
    record Opened(Id rid, Bytes json) {}

    /** Writes on the ledger that a doctor wants to read, and returns what the ledger decided. */
    Asked ask(Id sid, Id gid, List<Id> rids, Purpose purpose, Id doctor) throws IOException, InterruptedException {
        byte[] aid = new byte[Id.SIZE];
        random.nextBytes(aid);
        OneTimeKey oneTimeKey = OneTimeKey.generate();
        ReadingCommand.Access access = new ReadingCommand.Access(
                new Id(Bytes.wrap(aid)),
                sid,
                new Basis.ByGrant(gid),
                AccessKind.VIEW,
                rids,
                purpose,
                new X25519PublicKey(oneTimeKey.publicKey()),
                Optional.of(doctor));
        CommittedTransaction committed = ledger.commit(gateway, access);
        if (!committed.applied()) {
            throw new IOException("the ledger took no access: code " + committed.outcomeCode());
        }
        Decision decision = decision(committed);
        if (decision.permitted()) {
            remember(access.aid(), oneTimeKey);
        }
        return new Asked(access.aid(), decision, committed.id(), committed.height());
    }

    /**
     * Checks each ciphertext's fingerprint against the ledger, then decrypts it.
     *
     * @throws NotPermittedException if this reader has no permitted access of that id open
     * @throws DamagedRecordException if a record is not what its author announced; it names the record
     */
    List<Opened> open(Id aid, List<Parcel> parcels) throws NotPermittedException, DamagedRecordException {
        OneTimeKey oneTimeKey =
                take(aid).orElseThrow(() -> new NotPermittedException(aid, "it was not permitted here, or is closed"));
        List<Opened> opened = new ArrayList<>();
        for (Parcel parcel : parcels) {
            RecordEntry record = ledger.record(parcel.rid())
                    .orElseThrow(() -> new DamagedRecordException(parcel.rid(), "it is not on the ledger"));
            Hash fingerprint =
                    Fingerprint.of(ledger.chainId(), parcel.rid(), parcel.salt(), parcel.blob(), Bytes.EMPTY);
            if (!fingerprint.equals(record.fingerprint())) {
                throw new DamagedRecordException(
                        parcel.rid(), "the ciphertext is not the one whose fingerprint is on the ledger");
            }
            Bytes secret = oneTimeKey.open(ledger.chainId(), aid, parcel.rid(), parcel.sealedSecret());
            opened.add(new Opened(
                    parcel.rid(),
                    cipher.open(parcel.rid(), secret, record.terms().keyCommit(), parcel.blob())));
        }
        return opened;
    }

    private synchronized void remember(Id aid, OneTimeKey key) {
        if (open.size() >= MAX_OPEN_ACCESSES) {
            open.remove(open.keySet().iterator().next());
        }
        open.put(aid, key);
    }

    private synchronized Optional<OneTimeKey> take(Id aid) {
        return Optional.ofNullable(open.remove(aid));
    }

    private static Decision decision(CommittedTransaction committed) throws IOException {
        try {
            return Decision.decode(committed.output());
        } catch (MalformedException e) {
            throw new IOException("the output of an access is not a decision", e);
        }
    }
}
