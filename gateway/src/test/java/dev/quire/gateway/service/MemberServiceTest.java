package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.Basis;
import dev.quire.health.GrantCommand;
import dev.quire.health.Id;
import dev.quire.health.KeyChange;
import dev.quire.health.MemberCommand;
import dev.quire.health.RecordCommand;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.Denial;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.ShareJoin;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four services and their callers over real TLS. */
class MemberServiceTest {
    private Country country;
    private BlobName.OfRecord content;

    @BeforeEach
    void open() throws IOException {
        country = new Country();
        content = new BlobName.OfRecord(country.rid, BlobName.Part.CONTENT);
    }

    @AfterEach
    void close() {
        country.close();
    }

    private BlobVault vault(Ed25519Key caller, Country.Hospital of) {
        return country.services(caller).of(of.orgId).vault();
    }

    private static void put(BlobVault vault, BlobName name, byte[] bytes) throws VaultException {
        vault.put(name, bytes.length, new ByteArrayInputStream(bytes));
    }

    private static byte[] get(BlobVault vault, BlobName name, long from, long to) throws VaultException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        vault.get(name, from, to, out);
        return out.toByteArray();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        country.random.nextBytes(bytes);
        return bytes;
    }

    private CustodyAnswer release(Ed25519Key caller, int seat, Id aid) {
        return country.services(caller)
                .of(country.hospitals.get(seat - 1).orgId)
                .release(aid, Country.COMMITTEE)
                .join();
    }

    private static Denial denial(CustodyAnswer answer) {
        return ((CustodyAnswer.Refusal) answer).denial();
    }

    private void dealToAll() throws CryptoException {
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(country.services(country.city().gateway)
                            .of(country.hospitals.get(seat - 1).orgId)
                            .deal(country.deal(seat))
                            .join())
                    .isInstanceOf(CustodyAnswer.Receipt.class);
        }
    }

    @Test
    void sharesAreDealtAndReleasedAndNoMoreAfterTheRevocation() throws Exception {
        dealToAll();
        country.publish();
        country.grant();
        X25519Key oneTimeKey = X25519Key.generate(country.random);
        Id aid = country.accessByGrant(oneTimeKey);
        ShareJoin join = new ShareJoin(3, country.dealing.leaves());
        for (int seat : List.of(4, 2, 1)) {
            CustodyAnswer.Release release = (CustodyAnswer.Release) release(country.rural().gateway, seat, aid);
            Envelope envelope = Envelope.release(
                    country.chainId(),
                    aid,
                    country.hospitals.get(seat - 1).orgId,
                    Country.COMMITTEE,
                    release.entry().hash());
            join.add(ShareList.decode(envelope.open(oneTimeKey, release.message()))
                    .shares()
                    .get(0));
        }
        assertThat(join.join()).isNotNull();
        assertThat(denial(release(country.hills().gateway, 1, aid))).isEqualTo(Denial.NOT_PERMITTED);
        assertThat(denial(release(country.patient, 1, aid))).isEqualTo(Denial.NOT_PERMITTED);
        country.applied(country.patient, new GrantCommand.Revoke(country.gid));
        assertThat(denial(release(country.rural().gateway, 3, aid))).isEqualTo(Denial.ENDED);
    }

    @Test
    void patientAsksForTheOwnSharesAndForNobodyElses() throws Exception {
        dealToAll();
        country.publish();
        Id aid = country.access(country.patient, new Basis.Self(), X25519Key.generate(country.random));
        assertThat(release(country.patient, 2, aid)).isInstanceOf(CustodyAnswer.Release.class);
        Ed25519Key stranger = Ed25519Key.generate(country.random);
        country.register(country.id(), stranger, country.id());
        assertThat(denial(release(stranger, 2, aid))).isEqualTo(Denial.NOT_PERMITTED);
        assertThatThrownBy(() -> country.services(country.patient)
                        .of(country.city().orgId)
                        .deal(country.deal(1))
                        .join())
                .hasMessageContaining("FORBIDDEN");
    }

    @Test
    void keyThatIsOnNoLedgerEntryIsRefused() {
        Ed25519Key unknown = Ed25519Key.generate(country.random);
        assertThatThrownBy(() -> vault(unknown, country.city()).stat(content))
                .isInstanceOf(VaultException.Forbidden.class);
        assertThatThrownBy(() -> release(unknown, 1, country.id()))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("UNKNOWN_CALLER");
        assertThatThrownBy(
                        () -> vault(country.rural().controller, country.city()).stat(content))
                .as("a key of a member that is no gateway's")
                .isInstanceOf(VaultException.Forbidden.class);
    }

    @Test
    void replacedKeyIsRefusedAtItsNextRequestOnBothSides() throws Exception {
        BlobVault mine = vault(country.rural().gateway, country.city());
        BlobVault theirs = vault(country.hills().gateway, country.rural());
        assertThat(mine.stat(content)).isEmpty();
        assertThat(theirs.stat(content)).isEmpty();
        country.applied(
                country.rural().controller,
                new MemberCommand.RotateMemberKey(new KeyChange.Gateways(
                        List.of(Ed25519Key.generate(country.random).publicKey()))));
        assertThatThrownBy(() -> mine.stat(content)).isInstanceOf(VaultException.Forbidden.class);
        assertThatThrownBy(() -> theirs.stat(content))
                .as("the service still has the old key")
                .isInstanceOf(VaultException.Unavailable.class);
    }

    @Test
    void serviceOfAnotherMemberIsNotBelieved() {
        HttpMemberServices misled = new HttpMemberServices(
                country.rural().gateway,
                HttpMemberServices.Directory.of(
                        Map.of(country.city().orgId, country.address(country.hills())),
                        key -> key.equals(country.city().gateway.publicKey())
                                ? Optional.of(country.city().orgId)
                                : Optional.empty()),
                Runnable::run);
        assertThatThrownBy(() -> misled.of(country.city().orgId).vault().stat(content))
                .isInstanceOf(VaultException.Unavailable.class);
        assertThatThrownBy(() -> misled.of(country.hills().orgId).vault().stat(content))
                .isInstanceOf(VaultException.Unavailable.class)
                .hasMessageContaining("address");
    }

    @Test
    void ciphertextGoesToWhomTheLedgerNames() throws Exception {
        byte[] blob = bytes(5 * 1024 * 1024 + 17);
        BlobVault coast = vault(country.city().gateway, country.coast());
        put(coast, content, blob);
        put(coast, content, blob);
        assertThatThrownBy(() -> put(coast, content, bytes(blob.length))).isInstanceOf(VaultException.Taken.class);
        country.publish();

        assertThat(coast.stat(content)).map(BlobStat::length).hasValue((long) blob.length);
        assertThat(coast.stat(content)).isEqualTo(country.coast().vault.stat(content));
        assertThat(get(coast, content, 0, blob.length)).isEqualTo(blob);
        assertThat(get(coast, content, 1_000_000, 1_000_017))
                .isEqualTo(java.util.Arrays.copyOfRange(blob, 1_000_000, 1_000_017));
        assertThatThrownBy(() -> get(coast, content, blob.length - 1, blob.length + 1))
                .isInstanceOf(VaultException.WrongLength.class);
        assertThat(get(vault(country.patient, country.coast()), content, 0, 9)).hasSize(9);

        BlobVault reader = vault(country.rural().gateway, country.coast());
        assertMissing(reader);
        country.grant();
        assertMissing(reader);
        country.accessByGrant(X25519Key.generate(country.random));
        assertThat(get(reader, content, 0, 9)).hasSize(9);
        country.applied(country.patient, new GrantCommand.Revoke(country.gid));
        assertMissing(reader);
    }

    @Test
    void somethingSmallComesWholeAndWhatIsLongerDoesNot() throws Exception {
        byte[] slices = bytes(3_000_000);
        BlobVault coast = vault(country.city().gateway, country.coast());
        put(coast, content, slices);
        country.publish();
        for (int max : List.of(slices.length, slices.length + 1)) {
            assertThat(coast.whole(content, max)).hasValue(Bytes.wrap(slices));
        }
        for (int max : List.of(0, 1_000_000, slices.length - 1)) {
            assertThatThrownBy(() -> coast.whole(content, max)).isInstanceOf(VaultException.class);
        }
        coast.put(new BlobName.OfRecord(country.rid, BlobName.Part.SALT), 16, new ByteArrayInputStream(bytes(16)));
        assertThat(coast.whole(new BlobName.OfRecord(country.rid, BlobName.Part.SALT), 16))
                .map(Bytes::size)
                .hasValue(16);
        assertThatThrownBy(() -> coast.whole(new BlobName.OfRecord(country.rid, BlobName.Part.SALT), 15))
                .isInstanceOf(VaultException.WrongLength.class);
        assertThat(coast.whole(new BlobName.OfRecord(country.rid, BlobName.Part.META), 16))
                .isEmpty();
    }

    private void assertMissing(BlobVault vault) throws VaultException {
        assertThat(vault.stat(content)).isEmpty();
        assertThatThrownBy(() -> get(vault, content, 0, 1)).isInstanceOf(VaultException.Missing.class);
        assertThat(vault.delete(content)).isFalse();
    }

    @Test
    void foreignPatientSeesNothing() throws Exception {
        put(vault(country.city().gateway, country.coast()), content, bytes(100));
        country.publish();
        Ed25519Key stranger = Ed25519Key.generate(country.random);
        country.register(country.id(), stranger, country.id());
        assertMissing(vault(stranger, country.coast()));
        assertThatThrownBy(() -> put(vault(stranger, country.coast()), content, bytes(100)))
                .isInstanceOf(VaultException.Forbidden.class);
    }

    @Test
    void ciphertextIsBroughtByWhomTheLedgerNames() throws Exception {
        country.publish();
        byte[] blob = bytes(70_000);
        assertThatThrownBy(() -> put(vault(country.hills().gateway, country.rural()), content, blob))
                .isInstanceOf(VaultException.Forbidden.class);
        put(vault(country.coast().gateway, country.rural()), content, blob);
        assertThat(country.rural().vault.stat(content)).isPresent();
        assertThatThrownBy(() -> vault(country.coast().gateway, country.rural())
                        .put(content, 100, new ByteArrayInputStream(bytes(99))))
                .isInstanceOf(VaultException.WrongLength.class);
        put(
                vault(country.coast().gateway, country.rural()),
                new BlobName.OfRecord(country.rid, BlobName.Part.META),
                new byte[0]);
    }

    @Test
    void capsuleThatIsSealedAnewLiesBesideTheOldOneUntilTheLedgerNamesIt() throws Exception {
        country.publish();
        BlobVault author = vault(country.city().gateway, country.coast());
        Hash hash = Hash.of(Bytes.wrap(bytes(Hash.SIZE)));
        BlobName old =
                BlobName.OfCapsule.of(country.rid, country.record().capsule().hash());
        BlobName next = BlobName.OfCapsule.of(country.rid, hash);
        put(author, old, bytes(100));
        put(author, next, bytes(100));
        assertThat(author.delete(old)).as("the ledger names it").isFalse();
        country.applied(country.city().gateway, new RecordCommand.ReplaceCapsule(country.rid, 1, hash));
        assertThat(author.delete(next)).isFalse();
        assertThat(vault(country.hills().gateway, country.coast()).delete(old)).isFalse();
        assertThat(author.delete(old)).isTrue();
        assertThat(vault(country.patient, country.coast()).stat(next)).isPresent();
    }

    @Test
    void grantsPartsAreForItsGranteeAsLongAsItStands() throws Exception {
        BlobName part = new BlobName.OfGrant(country.gid, 0);
        BlobVault patient = vault(country.patient, country.hills());
        BlobVault grantee = vault(country.rural().gateway, country.hills());
        put(patient, part, bytes(300));
        assertThat(grantee.stat(part)).isEmpty();
        country.grant();
        assertThat(get(grantee, part, 0, 300)).hasSize(300);
        assertThat(vault(country.city().gateway, country.hills()).stat(part)).isEmpty();
        assertThat(grantee.delete(part)).isFalse();
        country.applied(country.patient, new GrantCommand.Revoke(country.gid));
        assertThat(grantee.stat(part)).isEmpty();
        assertThat(patient.delete(part)).isTrue();
        assertThat(country.hills().vault.stat(part)).isEmpty();
    }

    @Test
    void downloadThatWasCutOffGoesOn() throws Exception {
        byte[] blob = bytes(5 * 1024 * 1024);
        put(country.city().vault, content, blob);
        country.publish();
        BlobVault vault = vault(country.patient, country.city());
        country.city().vault.breakages.set(2);
        assertThat(Bytes.wrap(get(vault, content, 0, blob.length))).isEqualTo(Bytes.wrap(blob));
        assertThat(country.city().vault.reads)
                .as("three pieces, one of them three times")
                .hasValue(5);
        country.city().vault.breakages.set(3);
        assertThatThrownBy(() -> get(vault, content, 0, blob.length)).isInstanceOf(VaultException.Unavailable.class);
    }
}
