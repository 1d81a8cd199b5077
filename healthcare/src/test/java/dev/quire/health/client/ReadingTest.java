package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.failure;
import static dev.quire.health.client.Network.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.AccessEntry;
import dev.quire.health.Decision;
import dev.quire.health.GrantCommand;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordTerms;
import dev.quire.health.Refusal;
import dev.quire.health.Role;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.Denial;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobName.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocols 3, 4 and 5 (docs/healthcare/protocol.md): what is allowed, read and taken back. */
class ReadingTest {
    @TempDir
    private Path scratch;

    private Network network;
    private Patient ana;
    private Clinician doctor;

    @BeforeEach
    void open() throws IOException {
        network = new Network(scratch);
        ana = network.enrolled(network.city());
        doctor = network.clinician(network.rural(), "Dr R. Okafor", Role.ATTENDING);
    }

    @AfterEach
    void close() throws IOException {
        ana.close();
        network.close();
    }

    private OpenRecords read(Id gid, Id... rids) {
        return done(doctor.read(gid, List.of(rids), Purpose.TREAT));
    }

    @Test
    void whatIsAllowedIsReadAndWhatIsTakenBackIsNot() throws IOException {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        assertThat(record.custody()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(record.faults()).isEmpty();
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        assertThat(grant.sealed()).isEqualTo(1);
        try (OpenRecords open = read(grant.gid(), record.rid())) {
            assertThat(text(open, record.rid())).isEqualTo("a broken arm");
            assertThat(open.description(record.rid()).mediaType()).isEqualTo("text/plain");
            assertThat(open.faults()).isEmpty();
        }
        assertThat(done(ana.revoke(grant.gid())).faults()).isEmpty();
        HealthException.NotPermitted refused = failure(
                doctor.read(grant.gid(), List.of(record.rid()), Purpose.TREAT), HealthException.NotPermitted.class);
        assertThat(refused.decision()).isEqualTo(Decision.ENDED);
        assertThat(refused).hasMessageContaining("ask the patient");
        Proven<AccessEntry> log = done(ana.accessLog());
        assertThat(log.entries()).extracting(AccessEntry::decision).containsExactly(Decision.PERMITTED, Decision.ENDED);
        assertThat(network.rural().vault.blobs.keySet()).noneMatch(name -> name.startsWith("grant/"));
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void plaintextIsInNoVaultAndOnNoDisk() throws IOException {
        network.publish(network.city(), ana, "clinical", "a very private diagnosis");
        String needle = Bytes.utf8("private diagnosis").toHex();
        for (Site site : network.sites) {
            assertThat(site.vault.blobs.values()).noneMatch(blob -> blob.toHex().contains(needle));
        }
        try (Stream<Path> files = Files.walk(scratch)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void revocationReachesAnAccessThatWasPermittedBefore() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        Id aid;
        try (OpenRecords open = read(grant.gid(), record.rid())) {
            aid = open.aid();
        }
        done(ana.revoke(grant.gid()));
        CustodyAnswer answer = network.servicesFor(network.rural().orgId)
                .of(network.hill().orgId)
                .release(aid, 1)
                .join();
        assertThat(answer)
                .isInstanceOfSatisfying(
                        CustodyAnswer.Refusal.class,
                        refusal -> assertThat(refusal.denial()).isEqualTo(Denial.ENDED));
    }

    @Test
    void oneHospitalDownStopsNothing() {
        network.hill().down = true;
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        assertThat(record.thin()).isFalse();
        network.hill().down = false;
        network.city().down = true;
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        assertThat(grant.unsealed()).isEmpty();
        network.city().down = false;
        assertThat(done(network.hospital(network.city()).deliverDeals())).isEmpty();
        network.coast().down = true;
        try (OpenRecords open = read(grant.gid(), record.rid())) {
            assertThat(text(open, record.rid())).isEqualTo("a broken arm");
        }
    }

    @Test
    void lyingCustodianIsNamedAndAnotherAsked() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        done(network.hospital(network.city()).deliverDeals());
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        network.city().lying = true;
        try (OpenRecords open = read(grant.gid(), record.rid())) {
            assertThat(text(open, record.rid())).isEqualTo("a broken arm");
            assertThat(open.faults()).isNotEmpty().allSatisfy(fault -> {
                assertThat(fault.orgId()).isEqualTo(network.city().orgId);
                assertThat(fault.kind()).isIn(Fault.Kind.FALSE, Fault.Kind.MISSING);
            });
        }
    }

    @Test
    void damagedSliceComesFromTheOtherCopy() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        network.city().vault.damage(new BlobName.OfRecord(record.rid(), Part.CONTENT), 50);
        try (OpenRecords open = read(grant.gid(), record.rid())) {
            assertThat(text(open, record.rid())).isEqualTo("a broken arm");
            assertThat(open.faults()).singleElement().satisfies(fault -> {
                assertThat(fault.orgId()).isEqualTo(network.city().orgId);
                assertThat(fault.sentence()).contains("bytes 0 to").contains("damaged");
            });
            network.rural().vault.damage(new BlobName.OfRecord(record.rid(), Part.CONTENT), 50);
            assertThatThrownBy(() -> open.copyTo(record.rid(), OutputStream.nullOutputStream()))
                    .isInstanceOf(HealthException.Unreadable.class)
                    .hasMessageContaining(record.rid().toHex())
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void capsuleOfAnotherRecordIsNotTakenForThisOne() {
        Published arm = network.publish(network.city(), ana, "clinical", "a broken arm");
        Published leg = network.publish(network.city(), ana, "clinical", "a broken leg");
        for (Site site : network.sites) {
            site.vault.capsuleOf(leg.rid()).ifPresent(other -> {
                String name = site.vault.capsuleOf(arm.rid()).orElseThrow();
                site.vault.blobs.put(name, site.vault.blobs.get(other));
            });
        }
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        assertThat(grant.unsealed()).containsExactly(arm.rid());
        assertThat(grant.faults()).extracting(Fault::kind).containsOnly(Fault.Kind.FALSE);
        try (OpenRecords open = read(grant.gid(), arm.rid(), leg.rid())) {
            assertThat(open.rids()).containsExactly(leg.rid());
            assertThat(open.unreadable()).containsOnlyKeys(arm.rid());
        }
    }

    @Test
    void whatIsWrittenLaterIsForwardedToWhomThatWasAllowed() {
        Granted grant = done(ana.grant(network.all(ana, network.rural()).includingNew()));
        Published record = network.publish(network.city(), ana, "mind", "sleeps badly");
        assertThat(record.forwarded()).containsExactly(grant.gid());
        try (OpenRecords open = read(grant.gid(), record.rid())) {
            assertThat(text(open, record.rid())).isEqualTo("sleeps badly");
        }
        assertThat(done(ana.sync(grant.gid(), List.of())).records()).isEmpty();
        network.sites.forEach(site -> site.vault.blobs.keySet().removeIf(name -> name.startsWith("forward/")));
        assertThat(done(ana.sync(grant.gid(), List.of())).records()).containsExactly(record.rid());
        try (OpenRecords open = read(grant.gid(), record.rid())) {
            assertThat(text(open, record.rid())).isEqualTo("sleeps badly");
        }
    }

    @Test
    void replacedReadingKeyOpensWhatWasAllowedAndTheNewOneWhatIsWrittenLater() {
        Published before = network.publish(network.city(), ana, "mind", "sleeps badly");
        Granted grant = done(ana.grant(network.all(ana, network.rural()).includingNew()));
        Published between = network.publish(network.city(), ana, "mind", "sleeps little");
        network.replaceReadingKey(network.rural());
        Published after = network.publish(network.city(), ana, "mind", "sleeps well");
        assertThat(after.faults()).isEmpty();
        assertThat(after.forwarded()).containsExactly(grant.gid());
        try (OpenRecords open = read(grant.gid(), before.rid(), between.rid(), after.rid())) {
            assertThat(open.unreadable()).isEmpty();
            assertThat(text(open, before.rid())).isEqualTo("sleeps badly");
            assertThat(text(open, between.rid())).isEqualTo("sleeps little");
            assertThat(text(open, after.rid())).isEqualTo("sleeps well");
        }
        network.sites.forEach(site -> site.vault.blobs.keySet().removeIf(name -> name.startsWith("forward/")));
        assertThat(done(ana.sync(grant.gid(), List.of())).records())
                .containsExactlyInAnyOrder(between.rid(), after.rid());
    }

    /** The part ends with the whole, so writers stop at once, though nobody has ended the part itself. */
    @Test
    void nothingIsForwardedUnderAPartWhoseWholeHasEnded() {
        PatientSeed seed = PatientSeed.generate(network.random);
        try (Patient ben = network.enrolled(network.city(), seed)) {
            Permission toRural = network.all(ben, network.rural()).includingNew();
            Granted whole = done(ben.grant(new Permission(
                    toRural.grantee(),
                    toRural.scope(),
                    toRural.purposes(),
                    toRural.legalBasis(),
                    toRural.from(),
                    toRural.until(),
                    toRural.uses(),
                    true,
                    false,
                    true,
                    Optional.empty())));
            Id part = network.ledger.newId();
            GrantTerms terms = new Permission(
                            new Grantee.Organisation(network.coast().orgId),
                            toRural.scope(),
                            toRural.purposes(),
                            toRural.legalBasis(),
                            toRural.from(),
                            toRural.until(),
                            toRural.uses(),
                            true,
                            false,
                            false,
                            Optional.empty())
                    .terms(1);
            network.commit(
                    network.rural().gateway, new GrantCommand.Grant(part, ben.sid(), terms, Optional.of(whole.gid())));
            assertThat(network.publish(network.city(), ben, "mind", "sleeps badly")
                            .forwarded())
                    .containsExactlyInAnyOrder(whole.gid(), part);
            done(ben.revoke(whole.gid()));
            assertThat(network.publish(network.city(), ben, "mind", "sleeps well")
                            .forwarded())
                    .isEmpty();
        }
    }

    /** It fails alone, with its author's name, and not what is read with it. */
    @Test
    void recordDealtToFewerSeatsThanTheCommitteeHasIsUnreadable() {
        Published good = network.publish(network.city(), ana, "clinical", "a broken arm");
        Id bad = dealtToTwo(done(ana.records()).entries().get(0).terms());
        try (OpenRecords open = done(ana.read(List.of(good.rid(), bad)))) {
            assertThat(text(open, good.rid())).isEqualTo("a broken arm");
            assertThat(open.unreadable()).containsOnlyKeys(bad);
            assertThat(open.unreadable().get(bad))
                    .isInstanceOf(HealthException.Unreadable.class)
                    .hasMessageContaining("author " + network.city().orgId + " dealt to 2 seats");
        }
    }

    /** Publishes what says of itself the same as this, but for its leaves. */
    private Id dealtToTwo(RecordTerms terms) {
        Id rid = network.ledger.newId();
        Hash chainId = network.node.chainId();
        ShareLeaves leaves =
                new ShareLeaves(chainId, rid, terms.committee(), ShareClass.B, List.of(chainId, terms.fingerprint()));
        network.city().vault.blobs.put(new BlobName.OfRecord(rid, Part.LEAVES_B).path(), leaves.encoded());
        network.commit(
                network.city().gateway,
                new RecordCommand.PutRecord(new RecordTerms(
                        rid,
                        terms.sid(),
                        terms.cid(),
                        terms.cEpoch(),
                        terms.credential(),
                        terms.kind(),
                        terms.blobLength(),
                        terms.fingerprint(),
                        terms.keyCommit(),
                        terms.capsuleHash(),
                        terms.committee(),
                        leaves.root(),
                        Optional.empty(),
                        List.of(network.city().orgId))));
        return rid;
    }

    /** A vault can make one: nothing says who sealed it. */
    @Test
    void forwardCapsuleWithAWrongFactorIsNotBlamedOnTheAuthor() throws CryptoException {
        Granted grant = done(ana.grant(network.all(ana, network.rural()).includingNew()));
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        RecordEntry entry = done(ana.records()).entries().get(0);
        X25519PublicKey reader = network.rural().readingKey.publicKey();
        Bytes forged = Envelope.forwardCapsule(
                        network.node.chainId(),
                        grant.gid(),
                        reader.kid(network.node.chainId()),
                        ana.sid(),
                        record.rid(),
                        entry.terms().keyCommit())
                .seal(reader, Secret.random(network.random).toArray(), network.random);
        String name = new BlobName.Forwarded(grant.gid(), record.rid()).path();
        network.sites.forEach(site -> site.vault.blobs.replace(name, forged));
        HealthException.Unreadable unreadable = failure(
                doctor.read(grant.gid(), List.of(record.rid()), Purpose.TREAT), HealthException.Unreadable.class);
        assertThat(unreadable.why()).isInstanceOf(CryptoException.WrongKeys.class);
        assertThat(unreadable).hasMessageContaining("forward capsule of grant " + grant.gid());
        try (OpenRecords own = done(ana.read(List.of(record.rid())))) {
            assertThat(text(own, record.rid()))
                    .as("the author's capsule is good")
                    .isEqualTo("a broken arm");
        }
    }

    @Test
    void formerGranteesKeyStoreOpensNothingThatWasNotGranted() {
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        Published later = network.publish(network.city(), ana, "clinical", "a broken arm");
        HealthException.NotPermitted refused = failure(
                doctor.read(grant.gid(), List.of(later.rid()), Purpose.TREAT), HealthException.NotPermitted.class);
        assertThat(refused.decision()).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void refusalOfTheLedgerHasItsNumberAndASentence() {
        HealthException.Refused refused = failure(
                network.hospital(network.rural()).discharge(network.ledger.newId()), HealthException.Refused.class);
        assertThat(refused.refusal()).isEqualTo(Refusal.NOTHING_TO_END);
        assertThat(refused.receipt().resultLeaf().outcomeCode()).isEqualTo(Refusal.NOTHING_TO_END.number());
        assertThat(refused).hasMessageContaining("61").hasMessageContaining(Refusal.NOTHING_TO_END.text());
    }

    @Test
    void anothersFileIsNotOnesOwn() {
        try (Patient stranger = network.patient(PatientSeed.generate(network.random), ana.sid())) {
            assertThat(failure(stranger.grant(network.all(ana, network.rural())), HealthException.Unknown.class))
                    .hasMessageContaining("not this patient's");
        }
    }
}
