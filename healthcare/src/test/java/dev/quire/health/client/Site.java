package dev.quire.health.client;

import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import dev.quire.health.MemberKeys;
import dev.quire.health.MemberProfile;
import dev.quire.health.custody.Custodian;
import dev.quire.health.custody.CustodianSettings;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.CustodyView;
import dev.quire.health.custody.Deal;
import dev.quire.health.custody.LedgerCustody;
import dev.quire.health.custody.Liar;
import dev.quire.health.custody.MemoryStores;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.share.Share;
import dev.quire.health.member.MemberService;
import dev.quire.health.vault.BlobVault;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One hospital of a test: its keys, its custodian, its vault, and what is wrong with it. */
final class Site implements AutoCloseable {
    final Id orgId;
    final String name;
    final Ed25519Key controller;
    final Ed25519Key gateway;
    final X25519Key custodianKey;
    final X25519Key readingKey;
    /** By epoch, from 1 on. */
    final List<X25519Key> readingKeys = new ArrayList<>();

    final PatientSeed sponsor;
    final MemoryVault vault = new MemoryVault();
    final MemoryStores stores = new MemoryStores();
    final DealOutbox outbox = DealOutbox.inMemory();
    /** Neither vault nor custodian can be reached. */
    volatile boolean down;
    /** The custodian releases shares that nobody dealt. */
    volatile boolean lying;
    /** The custodian takes no deals. */
    volatile boolean deaf;

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private Ledger ledger;
    private Custodian custodian;

    Site(int number, String name, SecureRandom random) {
        this.orgId = Id.fromHex("0".repeat(2 * Id.SIZE - 1) + number);
        this.name = name;
        this.controller = Ed25519Key.generate(random);
        this.gateway = Ed25519Key.generate(random);
        this.custodianKey = X25519Key.generate(random);
        this.readingKey = X25519Key.generate(random);
        readingKeys.add(readingKey);
        this.sponsor = PatientSeed.generate(random);
    }

    MemberProfile profile() {
        return new MemberProfile(
                orgId,
                name,
                new MemberKeys(
                        controller.publicKey(),
                        List.of(),
                        List.of(gateway.publicKey()),
                        custodianKey.publicKey(),
                        readingKey.publicKey()));
    }

    HospitalKeys keys() {
        return new HospitalKeys(
                orgId,
                new GatewayKey(gateway),
                epoch -> readingKeys.stream().skip(epoch - 1).findFirst(),
                sponsor);
    }

    void open(Ledger node) {
        ledger = node;
        custodian = new Custodian(
                CustodianSettings.of(node.chainId(), orgId),
                new Custodian.Ports(
                        new LedgerCustody(node, Duration.ofSeconds(3)),
                        stores.store,
                        stores.log,
                        gateway,
                        new Ed25519(),
                        epoch -> epoch == 1 ? Optional.of(custodianKey) : Optional.empty(),
                        new SecureRandom(),
                        () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())),
                worker);
    }

    /** This hospital's service as an organisation, or a patient by the subject, has it. */
    MemberService serviceFor(Id caller, boolean patient) {
        return new MemberService() {
            @Override
            public Id orgId() {
                return orgId;
            }

            @Override
            public BlobVault vault() {
                vault.down = down;
                return vault;
            }

            @Override
            public CompletableFuture<CustodyAnswer> deal(Deal deal) {
                return down || deaf ? unreachable() : custodian.accept(deal, caller);
            }

            @Override
            public CompletableFuture<CustodyAnswer> release(Id aid, int committee) {
                if (down) {
                    return unreachable();
                }
                if (lying) {
                    return lie(aid, committee, caller);
                }
                return patient
                        ? custodian.releaseToPatient(aid, committee, caller)
                        : custodian.release(aid, committee, caller);
            }
        };
    }

    private CompletableFuture<CustodyAnswer> unreachable() {
        return CompletableFuture.failedFuture(new UncheckedIOException(new IOException(name + " is down")));
    }

    private CompletableFuture<CustodyAnswer> lie(Id aid, int committee, Id caller) {
        CustodyView.Access access = new LedgerCustody(ledger, Duration.ofSeconds(3))
                .read()
                .toCompletableFuture()
                .join()
                .access(aid)
                .orElseThrow();
        List<Share> shares = stores.shares.values().stream()
                .map(stored -> stored.share())
                .filter(share -> access.rids().contains(share.rid()))
                .toList();
        try {
            return CompletableFuture.completedFuture(Liar.falseShares(
                    ledger.chainId(), orgId, gateway, aid, caller, committee, access.oneTimeKey(), shares));
        } catch (CryptoException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
