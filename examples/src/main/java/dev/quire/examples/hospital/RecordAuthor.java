package dev.quire.examples.hospital;

import dev.quire.Account;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.AccessEntry;
import dev.quire.health.Basis;
import dev.quire.health.Fingerprint;
import dev.quire.health.GrantEntry;
import dev.quire.health.Id;
import dev.quire.health.RecordCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordTerms;
import dev.quire.health.Refusal;
import dev.quire.spi.ledger.CommittedTransaction;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The writing side of a hospital: encrypts records into its vault, announces them on the ledger, and hands them out only
 * against a committed and permitted access.
 */
final class RecordAuthor {
    private static final int BATCH = 32;

    private final HealthLedger ledger;
    private final Id orgId;
    private final Account gateway;
    private final FileVault vault;
    private final KeyRing keys;
    private final RecordCipher cipher;
    private final SecureRandom random;

    RecordAuthor(HealthLedger ledger, Id orgId, Account gateway, FileVault vault, KeyRing keys, SecureRandom random) {
        this.ledger = ledger;
        this.orgId = orgId;
        this.gateway = gateway;
        this.vault = vault;
        this.keys = keys;
        this.cipher = new RecordCipher(ledger.chainId(), random);
        this.random = random;
    }

    /**
     * Publishes records. It can be repeated after a crash: what is on the ledger stays as it is, the rest is finished.
     *
     * @param acknowledged told of each record that the ledger has taken
     */
    void publish(Id sid, List<FhirRecord> records, Consumer<CommittedTransaction> acknowledged)
            throws IOException, InterruptedException, DamagedRecordException {
        for (int from = 0; from < records.size(); from += BATCH) {
            publishBatch(sid, records.subList(from, Math.min(records.size(), from + BATCH)), acknowledged);
        }
    }

    private void publishBatch(Id sid, List<FhirRecord> records, Consumer<CommittedTransaction> acknowledged)
            throws IOException, InterruptedException, DamagedRecordException {
        List<RecordSecret> fresh = new ArrayList<>();
        for (FhirRecord record : records) {
            if (keys.find(sid, record.source()).isEmpty()) {
                fresh.add(newSecret(sid, record.source()));
            }
        }
        keys.add(fresh);
        List<Transaction> transactions = new ArrayList<>();
        for (FhirRecord record : records) {
            RecordSecret secret = keys.find(sid, record.source()).orElseThrow();
            if (ledger.record(secret.rid()).isEmpty()) {
                transactions.add(ledger.transaction(gateway, announcement(record, secret)));
            }
        }
        List<CommittedTransaction> unexpected = new ArrayList<>();
        ledger.commit(transactions, result -> {
            if (result.applied()) {
                acknowledged.accept(result);
            } else if (result.outcomeCode() != Refusal.RECORD_EXISTS.number()) {
                unexpected.add(result);
            }
        });
        if (!unexpected.isEmpty()) {
            throw new IOException("the ledger refused a record with code "
                    + unexpected.get(0).outcomeCode() + " (docs/healthcare/state.md, section 3)");
        }
    }

    private RecordSecret newSecret(Id sid, String source) {
        return new RecordSecret(
                new Id(randomBytes(Id.SIZE)),
                sid,
                source,
                randomBytes(RecordCipher.SECRET_SIZE),
                randomBytes(Fingerprint.SALT_SIZE));
    }

    private RecordCommand.PutRecord announcement(FhirRecord record, RecordSecret secret)
            throws IOException, DamagedRecordException {
        Id rid = secret.rid();
        if (!vault.contains(rid)) {
            vault.put(rid, cipher.seal(rid, secret.secret(), record.json()));
        }
        Bytes blob = vault.get(rid);
        // In this version the author keeps the key, so there are neither capsule nor shares.
        return new RecordCommand.PutRecord(new RecordTerms(
                rid,
                secret.sid(),
                keys.compartment(secret.sid(), record.compartment()),
                1,
                Optional.empty(),
                record.kind(),
                blob.size(),
                fingerprint(secret, blob),
                cipher.keyCommit(rid, secret.secret()),
                Hash.ZERO,
                1,
                Hash.ZERO,
                Optional.empty(),
                List.of(orgId)));
    }

    /**
     * Opens the vault for an access: only after the access is committed and permitted, only while its grant holds, and
     * only if the ciphertexts are those of the ledger.
     *
     * @throws DamagedRecordException if a vault file was changed; it names the record
     */
    List<Parcel> release(Id aid)
            throws IOException, InterruptedException, NotPermittedException, DamagedRecordException {
        ledger.catchUp();
        Optional<AccessEntry> found = ledger.access(aid);
        if (found.isEmpty()) {
            throw new NotPermittedException(aid, "it is not on the ledger");
        }
        AccessEntry access = found.get();
        if (!access.decision().permitted()) {
            throw new NotPermittedException(aid, access.decision());
        }
        requireInForce(access);
        List<Parcel> parcels = new ArrayList<>();
        for (Id rid : access.request().rids()) {
            parcels.add(parcel(access, rid));
        }
        return parcels;
    }

    /** A revocation counts from its commit on, also for accesses that were permitted before it. */
    private void requireInForce(AccessEntry access) throws NotPermittedException {
        if (access.request().basis() instanceof Basis.ByGrant basis) {
            GrantEntry grant = ledger.grant(basis.gid()).orElseThrow();
            if (!grant.stands(ledger.blockTimeMicros())) {
                throw new NotPermittedException(access.aid(), "its grant has ended since");
            }
        }
    }

    private Parcel parcel(AccessEntry access, Id rid) throws IOException, DamagedRecordException {
        RecordEntry record = ledger.record(rid).orElseThrow();
        Optional<RecordSecret> secret = keys.find(rid);
        if (secret.isEmpty()) {
            throw new DamagedRecordException(rid, "this hospital has no key for it");
        }
        Bytes blob = vault.get(rid);
        if (!fingerprint(secret.get(), blob).equals(record.fingerprint())) {
            throw new DamagedRecordException(rid, "its vault file is not the one whose fingerprint is on the ledger");
        }
        Bytes sealed = OneTimeKey.seal(
                access.request().oneTimeKey().bytes(),
                ledger.chainId(),
                access.aid(),
                rid,
                secret.get().secret());
        return new Parcel(rid, blob, secret.get().salt(), sealed);
    }

    private Hash fingerprint(RecordSecret secret, Bytes blob) {
        return Fingerprint.of(ledger.chainId(), secret.rid(), secret.salt(), blob, Bytes.EMPTY);
    }

    private Bytes randomBytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
