package dev.quire.internal.runtime;

import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.spi.net.Transport;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.StateStore;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The outside world as a node sees it: real in production, simulated in the simulator. The node closes disk, store and
 * transport when it stops; the others belong to whoever made them.
 *
 * @param snapshots a second disk, for snapshots; without it the node takes, gives and installs none
 * @param workers checks signatures, assembles receipts and calls the host's listeners
 */
public record NodePorts(
        Signer signer,
        SignatureScheme signatures,
        Disk disk,
        Optional<Disk> snapshots,
        StateStore store,
        Transport transport,
        TimeSource time,
        RandomGenerator random,
        Executor workers) {
    /** Without snapshots. */
    public NodePorts(
            Signer signer,
            SignatureScheme signatures,
            Disk disk,
            StateStore store,
            Transport transport,
            TimeSource time,
            RandomGenerator random,
            Executor workers) {
        this(signer, signatures, disk, Optional.empty(), store, transport, time, random, workers);
    }

    NodePorts withSignatures(SignatureScheme other) {
        return new NodePorts(signer, other, disk, snapshots, store, transport, time, random, workers);
    }
}
