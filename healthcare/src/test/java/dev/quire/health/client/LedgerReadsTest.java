package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.health.Purpose;
import dev.quire.health.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each read is a way to the ledger and back, and a proof: how many there are decides how long a step takes. */
class LedgerReadsTest {
    private final AtomicInteger reads = new AtomicInteger();

    @TempDir
    private Path scratch;

    @Test
    void whatIsKnownBeforehandIsAskedForInOneRead() throws IOException {
        try (Network network = new Network(scratch)) {
            Patient ana = network.enrolled(network.city());
            Badge badge = network.employ(network.rural(), "Dr R. Okafor", Role.ATTENDING);
            Hospital city = network.counted(network.city(), reads);
            Published first = done(city.publish(ana.sid(), entry("clinical", "a broken arm")));
            assertThat(reads.getAndSet(0))
                    .as("file with members, committee, to whom to forward")
                    .isEqualTo(3);
            done(city.publish(ana.sid(), entry("clinical", "healed")));
            assertThat(reads.getAndSet(0)).as("a committee does not change").isEqualTo(2);

            Granted grant = done(ana.grant(network.all(ana, network.rural())));
            Clinician doctor = network.counted(network.rural(), reads).clinician(badge);
            done(doctor.read(grant.gid(), List.of(first.rid()), Purpose.TREAT)).close();
            assertThat(reads.getAndSet(0))
                    .as("permission, file with members, access with records, committee")
                    .isEqualTo(4);
        }
    }
}
