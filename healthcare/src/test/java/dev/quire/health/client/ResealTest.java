package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.health.DefaultPolicy;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.vault.BlobName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capsules that are sealed anew after a file was claimed. */
class ResealTest {
    @TempDir
    private Path scratch;

    private Network network;

    @BeforeEach
    void open() throws IOException {
        network = new Network(scratch);
    }

    @AfterEach
    void close() throws IOException {
        network.close();
    }

    /** Puts into and deletions from vaults, and submissions before and after the commit, are the steps. */
    @Test
    void crashAtAnyStepLeavesACapsuleThatIsWhole() {
        Hospital city = network.hospital(network.city());
        int crashes = 0;
        for (int steps = 0; steps <= 6; steps++) {
            Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
            Id rid = done(city.publish(sid, Network.entry("clinical", "a broken arm")))
                    .rid();
            try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
                done(city.claim(done(ben.claimForm())));
                done(ben.takeOver());
                PowerFailure failure = new PowerFailure(steps);
                Hospital doomed = network.hospital(network.city(), failure);
                try {
                    done(doomed.reseal(sid));
                } catch (CompletionException e) {
                    crashes++;
                }
                assertThat(done(city.reseal(sid)).size()).isLessThanOrEqualTo(1);
                try (OpenRecords open = done(ben.read(List.of(rid)))) {
                    assertThat(text(open, rid)).as("after %s steps", steps).isEqualTo("a broken arm");
                }
                for (Id holder : done(ben.records()).entries().get(0).terms().vaults()) {
                    assertThat(network.site(holder).vault.blobs).containsKey(capsuleName(ben));
                }
            }
        }
        assertThat(crashes).as("those that the caller was told of").isEqualTo(4);
    }

    private static String capsuleName(Patient patient) {
        RecordEntry record = done(patient.records()).entries().get(0);
        return BlobName.OfCapsule.of(record.rid(), record.capsule().hash()).path();
    }
}
