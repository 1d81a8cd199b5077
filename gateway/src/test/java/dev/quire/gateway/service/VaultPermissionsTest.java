package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.crypto.Ed25519Key;
import dev.quire.health.GrantCommand;
import dev.quire.health.Id;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobName.Mail;
import dev.quire.health.vault.BlobName.Part;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of docs/healthcare/service.md, "Who may do what", asked over TLS in the vault of a fourth hospital. */
class VaultPermissionsTest {
    private Country country;
    private Ed25519Key stranger;

    @BeforeEach
    void open() throws IOException {
        country = new Country();
        country.publish();
        stranger = Ed25519Key.generate(country.random);
        country.register(country.id(), stranger, country.id());
    }

    @AfterEach
    void close() {
        country.close();
    }

    private BlobVault as(Ed25519Key caller) {
        return country.services(caller).of(country.hills().orgId).vault();
    }

    private BlobVault patient() {
        return as(country.patient);
    }

    private BlobVault author() {
        return as(country.city().gateway);
    }

    private BlobVault grantee() {
        return as(country.rural().gateway);
    }

    /** Which the record names as its vault. */
    private BlobVault bystander() {
        return as(country.coast().gateway);
    }

    private static void puts(BlobVault vault, BlobName name) throws VaultException {
        vault.put(name, 9, new ByteArrayInputStream(new byte[9]));
    }

    private static void mayNotPut(BlobVault vault, BlobName name) {
        assertThatThrownBy(() -> puts(vault, name)).isInstanceOf(VaultException.Forbidden.class);
    }

    private static void gets(BlobVault vault, BlobName name) throws VaultException {
        assertThat(vault.stat(name)).isPresent();
        vault.get(name, 0, 9, OutputStream.nullOutputStream());
    }

    private static void seesNothing(BlobVault vault, BlobName name) throws VaultException {
        assertThat(vault.stat(name)).isEmpty();
        assertThatThrownBy(() -> vault.get(name, 0, 9, OutputStream.nullOutputStream()))
                .isInstanceOf(VaultException.Missing.class);
        assertThat(vault.delete(name)).isFalse();
    }

    @Test
    void partsOfAGrant() throws Exception {
        BlobName first = new BlobName.OfGrant(country.gid, 0);
        BlobName second = new BlobName.OfGrant(country.gid, 1);
        puts(patient(), first);
        seesNothing(patient(), first);
        seesNothing(grantee(), first);
        country.grant();
        puts(patient(), second);
        for (BlobVault other : new BlobVault[] {as(stranger), bystander(), author(), grantee()}) {
            mayNotPut(other, new BlobName.OfGrant(country.gid, 2));
        }
        gets(patient(), first);
        gets(grantee(), first);
        assertThat(grantee().delete(first)).isFalse();
        for (BlobVault other : new BlobVault[] {as(stranger), bystander(), author()}) {
            seesNothing(other, first);
        }
        country.applied(country.patient, new GrantCommand.Revoke(country.gid));
        seesNothing(grantee(), first);
        gets(patient(), first);
        assertThat(patient().delete(first)).isTrue();
        assertThat(patient().delete(second)).isTrue();
        assertThat(patient().delete(second)).isFalse();
    }

    @Test
    void capsulesOfWhatWasPassedOnGoWithTheWhole() throws Exception {
        Id part = country.id();
        BlobName capsule = new BlobName.OfGrant(part, 0);
        country.applied(
                country.patient,
                new GrantCommand.Grant(
                        country.gid, country.sid, country.terms(country.rural(), true), Optional.empty()));
        country.applied(
                country.rural().gateway,
                new GrantCommand.Grant(
                        part, country.sid, country.terms(country.coast(), false), Optional.of(country.gid)));
        puts(grantee(), capsule);
        gets(bystander(), capsule);
        country.applied(country.patient, new GrantCommand.Revoke(country.gid));
        seesNothing(bystander(), capsule);
    }

    @Test
    void forwardedCapsules() throws Exception {
        BlobName byAuthor = new BlobName.Forwarded(country.gid, country.rid);
        BlobName byPatient = new BlobName.Forwarded(country.gid, country.id());
        mayNotPut(author(), byAuthor);
        mayNotPut(patient(), byAuthor);
        country.grant();
        for (BlobVault other : new BlobVault[] {as(stranger), bystander(), grantee()}) {
            mayNotPut(other, byAuthor);
        }
        puts(author(), byAuthor);
        puts(patient(), byPatient);
        gets(grantee(), byAuthor);
        gets(grantee(), byPatient);
        gets(patient(), byAuthor);
        for (BlobVault other : new BlobVault[] {as(stranger), bystander(), author()}) {
            seesNothing(other, byAuthor);
        }
        assertThat(grantee().delete(byAuthor)).isFalse();
        assertThat(patient().delete(byAuthor)).isTrue();
        country.applied(country.patient, new GrantCommand.Revoke(country.gid));
        seesNothing(grantee(), byPatient);
    }

    /** Who is dealt to knows a record's id before the ledger does, and whose permissions stand. */
    @Test
    void nobodyTakesThePlaceOfACapsuleBeforeItsRecordIsThere() throws Exception {
        country.grant();
        BlobName capsule = new BlobName.Forwarded(country.gid, country.id());
        for (BlobVault other : new BlobVault[] {bystander(), grantee(), author()}) {
            mayNotPut(other, capsule);
        }
    }

    /** A patient would not see who asks. */
    @Test
    void nobodyTakesThePlaceOfAnothersCard() throws Exception {
        BlobName card = new BlobName.OfSubject(country.sid, Mail.CARD, country.doctor);
        for (BlobVault other : new BlobVault[] {bystander(), author(), as(stranger)}) {
            mayNotPut(other, card);
        }
        puts(grantee(), card);
        gets(patient(), card);
    }

    @Test
    void messagesAboutASubject() throws Exception {
        BlobName card = new BlobName.OfSubject(country.sid, Mail.CARD, country.doctor);
        BlobName map = new BlobName.OfSubject(country.sid, Mail.WRITERS_MAP, country.city().orgId);
        mayNotPut(as(stranger), card);
        puts(grantee(), card);
        gets(patient(), card);
        for (BlobVault other : new BlobVault[] {as(stranger), bystander(), grantee()}) {
            seesNothing(other, card);
        }
        assertThat(patient().delete(card)).isTrue();
        for (BlobVault other : new BlobVault[] {as(stranger), bystander(), author()}) {
            mayNotPut(other, map);
        }
        puts(patient(), map);
        gets(author(), map);
        gets(patient(), map);
        seesNothing(bystander(), map);
        assertThat(author().delete(map)).isTrue();
    }

    @Test
    void partsOfARecordAreItsAuthorsToBringAndNobodysToTakeAway() throws Exception {
        BlobName meta = new BlobName.OfRecord(country.rid, Part.META);
        BlobName capsule =
                BlobName.OfCapsule.of(country.rid, country.record().capsule().hash());
        BlobName sealedAnew = new BlobName.OfCapsule(country.rid, country.id());
        BlobName unknown = new BlobName.OfRecord(country.id(), Part.META);
        for (BlobName part : new BlobName[] {meta, capsule, sealedAnew}) {
            mayNotPut(patient(), part);
            mayNotPut(as(stranger), part);
            mayNotPut(grantee(), part);
            puts(author(), part);
            gets(author(), part);
            gets(bystander(), part);
            gets(patient(), part);
            seesNothing(as(stranger), part);
            seesNothing(grantee(), part);
            assertThat(bystander().delete(part)).as("by the record's vault").isFalse();
            assertThat(patient().delete(part)).isFalse();
        }
        mayNotPut(patient(), unknown);
        puts(grantee(), unknown);
        assertThat(author().delete(meta)).isFalse();
        assertThat(author().delete(capsule)).isFalse();
        assertThat(author().delete(sealedAnew))
                .as("which the ledger does not name")
                .isTrue();
    }
}
