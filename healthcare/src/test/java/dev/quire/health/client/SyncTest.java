package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.Role;
import dev.quire.health.vault.BlobName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capsules that are sealed after the permission was given, and what becomes of them. */
class SyncTest {
    @TempDir
    private Path scratch;

    private Network network;
    private Patient ana;

    @BeforeEach
    void open() throws IOException {
        network = new Network(scratch);
        ana = network.enrolled(network.city());
    }

    @AfterEach
    void close() throws IOException {
        ana.close();
        network.close();
    }

    private void setDown(List<Id> sites, boolean down) {
        sites.forEach(orgId -> network.site(orgId).down = down);
    }

    /** Allowed while the vaults of the record were down: nothing could be sealed. */
    private Granted grantedBlindly(Published arm) {
        setDown(arm.vaults(), true);
        Granted granted = done(ana.grant(network.all(ana, network.rural())));
        setDown(arm.vaults(), false);
        assertThat(granted.unsealed()).containsExactly(arm.rid());
        return granted;
    }

    private List<Site> holdersOf(Id gid) {
        return network.sites.stream()
                .filter(site -> site.vault.blobs.keySet().stream().anyMatch(name -> name.contains(gid.toHex())))
                .toList();
    }

    @Test
    void capsulesSealedLaterGoWithThePermission() {
        Published arm = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted granted = grantedBlindly(arm);
        assertThat(done(ana.sync(granted.gid(), granted.unsealed())).records()).containsExactly(arm.rid());
        assertThat(holdersOf(granted.gid())).hasSize(2);
        network.rural().down = true;
        assertThat(done(ana.revoke(granted.gid())).faults())
                .extracting(Fault::orgId)
                .containsExactly(network.rural().orgId);
        assertThat(holdersOf(granted.gid())).containsExactly(network.rural());
        network.rural().down = false;
        Revoked again = done(ana.revoke(granted.gid()));
        assertThat(again.receipt()).as("it had ended").isEmpty();
        assertThat(again.faults()).isEmpty();
        assertThat(holdersOf(granted.gid())).isEmpty();
    }

    @Test
    void vaultThatSaysItHasItDoesNotKeepItFromTwoOthers() {
        Published arm = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted granted = grantedBlindly(arm);
        network.hill().vault.boasting = true;
        assertThat(done(ana.sync(granted.gid(), granted.unsealed())).records()).containsExactly(arm.rid());
        assertThat(holdersOf(granted.gid())).containsExactly(network.city(), network.rural());
        assertThat(done(ana.sync(granted.gid(), granted.unsealed())).records())
                .as("two have it")
                .isEmpty();
        try (OpenRecords open = done(network.clinician(network.rural(), "Dr R. Okafor", Role.ATTENDING)
                .read(granted.gid(), List.of(arm.rid()), Purpose.TREAT))) {
            assertThat(text(open, arm.rid())).isEqualTo("a broken arm");
        }
    }

    /** Junk of one vault, and what the others took is missing: the honest ones get it, and the junk is passed over. */
    @Test
    void junkOfOneVaultDoesNotStandForTheCapsule() {
        Published arm = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted granted = grantedBlindly(arm);
        network.rural().vault.blobs.put(new BlobName.Forwarded(granted.gid(), arm.rid()).path(), Bytes.utf8("junk"));
        assertThat(done(ana.sync(granted.gid(), granted.unsealed())).records()).containsExactly(arm.rid());
        try (OpenRecords open = done(network.clinician(network.rural(), "Dr R. Okafor", Role.ATTENDING)
                .read(granted.gid(), List.of(arm.rid()), Purpose.TREAT))) {
            assertThat(text(open, arm.rid())).isEqualTo("a broken arm");
        }
    }

    @Test
    void recordThatNoVaultGivesKeepsNoOtherFromItsReader() {
        Published arm = network.publish(network.city(), ana, "clinical", "a broken arm");
        Published leg = network.publish(network.city(), ana, "clinical", "a broken leg");
        setDown(arm.vaults(), true);
        Granted granted = done(ana.grant(network.all(ana, network.rural())));
        setDown(arm.vaults(), false);
        assertThat(granted.unsealed()).containsExactlyInAnyOrder(arm.rid(), leg.rid());
        // The newest is sealed first.
        network.sites.forEach(site -> site.vault
                .blobs
                .keySet()
                .removeIf(name -> name.contains(leg.rid().toHex())));
        Synced synced = done(ana.sync(granted.gid(), granted.unsealed()));
        assertThat(synced.records()).containsExactly(arm.rid());
        assertThat(synced.left()).extracting(LeftOut::rid).containsExactly(leg.rid());
    }
}
