package dev.quire;

import dev.quire.block.Genesis;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Signer;
import dev.quire.internal.execution.GenesisBlock;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.journal.ForeignDirectoryException;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.internal.runtime.NodeFailure;
import dev.quire.internal.runtime.NodePorts;
import dev.quire.internal.runtime.NodeRuntime;
import dev.quire.internal.runtime.RetentionRule;
import dev.quire.internal.runtime.TimeSource;
import dev.quire.p2p.NettyTransport;
import dev.quire.p2p.TransportConfig;
import dev.quire.spi.net.Peer;
import dev.quire.spi.net.Transport;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.storage.FileDisk;
import dev.quire.storage.RocksDbStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that a node is opened with, checked before; as often as it has to be.
 *
 * @param dataDir empty: everything is in memory
 */
record NodeStart(
        String name,
        Optional<Path> dataDir,
        Signer signer,
        Consensus consensus,
        Genesis genesis,
        List<StateMachine> plugins,
        StorageSettings storage,
        boolean tookPartBefore,
        Runnable beforeTakingPart,
        Consumer<NodeStop> onStop,
        SharedResources resources) {
    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;
    private static final int MEMORY_SEGMENT_BYTES = 8 * 1024 * 1024;

    NodeStart {
        plugins = List.copyOf(plugins);
    }

    /**
     * A node that runs.
     *
     * @param files empty if it keeps everything in memory
     */
    record Running(NodeRuntime runtime, Optional<Backup.NodeFiles> files) {}

    /** @param onSnapshotReady told when the node has fetched a snapshot and wants to be closed and opened to install it */
    Running open(Runnable onSnapshotReady) throws IOException {
        try (Opened opened = new Opened()) {
            Running running = dataDir.isPresent() ? openIn(dataDir.get(), opened) : openInMemory(opened);
            opened.keep(running.runtime());
            running.runtime().onSnapshotReady(onSnapshotReady);
            beforeTakingPart.run();
            running.runtime().start(name);
            opened.handOver();
            return running;
        }
    }

    private Running openInMemory(Opened opened) throws IOException {
        Disk disk = opened.keep(new MemoryDisk());
        restoredIfUsed(disk);
        StateStore store = opened.keep(new MemoryStateStore());
        NodeConfig config = config(MEMORY_SEGMENT_BYTES, 0, RetentionRule.ALL, 0);
        return new Running(recover(config, ports(disk, Optional.empty(), store, opened)), Optional.empty());
    }

    private Running openIn(Path directory, Opened opened) throws IOException {
        new Ballast(directory, storage.reserveBytes()).prepare();
        Disk disk = opened.keep(FileDisk.open(directory.resolve("journal")));
        restoredIfUsed(disk);
        new StateSwap(directory).finish();
        Disk snapshots = opened.keep(FileDisk.open(directory.resolve(NodeDirectory.SNAPSHOTS)));
        RocksDbStateStore store = opened.keep(RocksDbStateStore.open(directory.resolve("state"), resources.storage()));
        NodeConfig config = config(
                segmentBytes(), storage.reserveBytes(), storage.retention().rule(), storage.snapshotEveryBlocks());
        NodeRuntime runtime = recover(config, ports(disk, Optional.of(snapshots), store, opened));
        return new Running(
                runtime,
                Optional.of(new Backup.NodeFiles(
                        directory,
                        store,
                        runtime.journal(),
                        signer.publicKey(),
                        runtime.ledger().chainId(),
                        genesis)));
    }

    private void restoredIfUsed(Disk disk) throws IOException {
        if (tookPartBefore && disk.list().stream().allMatch(EvidenceFiles::isName)) {
            disk.create(Journal.RESTORED, 0).close();
            disk.syncNames();
        }
    }

    private NodePorts ports(Disk disk, Optional<Disk> snapshots, StateStore store, Opened opened) {
        return new NodePorts(
                signer,
                new Ed25519(),
                disk,
                snapshots,
                store,
                opened.keep(transport()),
                TimeSource.system(),
                new SecureRandom(),
                resources.workers());
    }

    private NodeConfig config(int segmentBytes, long reserveBytes, RetentionRule retention, long snapshotEveryBlocks) {
        return new NodeConfig(
                genesis,
                plugins,
                consensus.protocol(),
                MempoolLimits.defaults(),
                segmentBytes,
                reserveBytes,
                retention,
                snapshotEveryBlocks);
    }

    private NodeRuntime recover(NodeConfig config, NodePorts ports) throws IOException {
        try {
            return NodeRuntime.open(config, ports, this::stopped);
        } catch (ForeignDirectoryException | IllegalArgumentException e) {
            throw ConfigurationException.ofDataDir(dataDir.map(Path::toString).orElse("(in memory)"), e);
        } catch (StoreCorruptionException e) {
            throw new StoreCorruptionException(
                    "The node's data are damaged: " + e.getMessage() + ". A damaged state is rebuilt: move "
                            + dataDir.map(directory -> directory
                                            .resolve("state")
                                            .toAbsolutePath()
                                            .normalize()
                                            .toString())
                                    .orElse("(in memory)")
                            + " away, or delete it, and start again; the journal has all that goes into it.",
                    e);
        }
    }

    private void stopped(NodeFailure failure) {
        onStop.accept(new NodeStop(failure.exitCode(), failure.cause()));
    }

    private Transport transport() {
        Optional<Peer> self = consensus.members().stream()
                .filter(peer -> peer.id().equals(signer.publicKey()))
                .findFirst();
        if (self.isEmpty()) {
            return new NoNetwork();
        }
        return new NettyTransport(
                TransportConfig.of(
                        signer,
                        new Ed25519(),
                        GenesisBlock.make(genesis, plugins).hash(),
                        self.get().host(),
                        self.get().port(),
                        consensus.members()),
                resources.eventLoops());
    }

    // A new segment must fit in long before there is no room.
    private int segmentBytes() {
        return storage.reserveBytes() == 0 ? SEGMENT_BYTES : (int) Math.min(SEGMENT_BYTES, storage.reserveBytes() / 4);
    }
}
