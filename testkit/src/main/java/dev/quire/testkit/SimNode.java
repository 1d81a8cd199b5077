package dev.quire.testkit;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.internal.runtime.DiskFailureException;
import dev.quire.internal.runtime.Loop;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.internal.runtime.NodePorts;
import dev.quire.internal.runtime.NodeRuntime;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.net.Transport;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A production node on simulated ground. Its disk and its store outlive its crashes; all else is lost in them. */
final class SimNode {
    private static final long MAX_OFFSET_MICROS = 1_000_000_000L;
    private static final String HEAD_FILE = "head";
    private static final int MAX_BACKUPS = 8;
    private static final long MAX_RESTART_MICROS = 1_000_000;
    private static final long FOREVER = Long.MAX_VALUE;

    private final int number;
    private final SimWorld world;
    private final SimNetwork network;
    private final Invariants invariants;
    private final NodeConfig config;
    private final List<SimPlugin> plugins;
    private final SimKeys keys;
    private final Signer signer;
    private final RandomGenerator random;
    private final SimClock clock;
    private final SimDisk disk;
    private final List<Map<String, Bytes>> backups = new ArrayList<>();
    private MemoryStateStore store = new MemoryStateStore();
    /** A node that has one takes and installs snapshots. */
    private Optional<SimDisk> snapshots = Optional.empty();

    private UnaryOperator<NodeConfig> settings = UnaryOperator.identity();
    private final List<LoopDriver> drivers = new ArrayList<>();
    private @Nullable NodeRuntime runtime;
    private boolean diskMayFail;
    private boolean rotten;
    private String failure = "";
    private long pausedUntilMicros;
    /** What happens when it goes on after a pause without an end. */
    private final List<Runnable> held = new ArrayList<>();

    private Runnable whenDown = () -> {};

    SimNode(
            int number,
            SimWorld world,
            SimNetwork network,
            Invariants invariants,
            NodeConfig config,
            List<SimPlugin> plugins,
            SimKeys keys,
            Signer signer) {
        this.number = number;
        this.world = world;
        this.network = network;
        this.invariants = invariants;
        this.plugins = plugins;
        this.keys = keys;
        this.signer = signer;
        this.random = world.newRandom();
        this.disk = new SimDisk(world.newRandom());
        long rate = world.faults().has(FaultKind.CLOCK_DRIFT) ? 990 + random.nextInt(21) : 1_000;
        if (rate != 1_000) {
            world.count(Situation.CLOCK_DRIFT);
        }
        this.clock = new SimClock(world.time(), rate, random.nextLong(MAX_OFFSET_MICROS));
        this.config = config;
    }

    int number() {
        return number;
    }

    PublicKey key() {
        return signer.publicKey();
    }

    SimClock clock() {
        return clock;
    }

    SimDisk disk() {
        return disk;
    }

    MemoryStateStore store() {
        return store;
    }

    boolean isUp() {
        return runtime != null;
    }

    private NodeRuntime running() {
        NodeRuntime running = runtime;
        if (running == null) {
            throw new IllegalStateException(toString());
        }
        return running;
    }

    Ledger ledger() {
        return running().ledger();
    }

    /** The lowest block that it still has. */
    long firstHeight() {
        return running().journal().firstHeight();
    }

    Transport.Listener listener() {
        return running().listener();
    }

    /** Until then it does nothing at all, as a stopped process. */
    long pausedUntilMicros() {
        return pausedUntilMicros;
    }

    void pauseUntil(long micros) {
        if (pausedUntilMicros != FOREVER) {
            world.trace().record(Trace.Step.PAUSE, number, micros);
            pausedUntilMicros = micros;
        }
    }

    /** It stands still until {@link #resume}. */
    void pause() {
        pauseUntil(FOREVER);
    }

    void resume() {
        if (pausedUntilMicros == FOREVER) {
            pausedUntilMicros = 0;
            world.trace().record(Trace.Step.PAUSE, number, 0);
            held.forEach(action -> world.time().after(0, action));
            held.clear();
            drivers.forEach(LoopDriver::wake);
        }
    }

    /** To be done when the node, which stands still, goes on. */
    void whenGoingOn(Runnable action) {
        if (pausedUntilMicros == FOREVER) {
            held.add(action);
        } else {
            world.time().at(pausedUntilMicros, action);
        }
    }

    /** Who wants to know when the node goes down, however that comes. */
    void whenDown(Runnable listener) {
        whenDown = listener;
    }

    /** From its next start on it takes snapshots, and keeps what these settings say. */
    void keepSnapshots(UnaryOperator<NodeConfig> kept) {
        snapshots = Optional.of(new SimDisk(world.newRandom()));
        settings = kept;
    }

    /** From its next start on it is another version of itself. */
    void version(UnaryOperator<NodeConfig> next) {
        settings = next;
    }

    /** Where its snapshots are. */
    SimDisk snapshots() {
        return snapshots.orElseThrow();
    }

    /** It is down and comes back with nothing, as a new machine. */
    void lose() {
        disk.restore(Map.of());
        snapshots.ifPresent(kept -> kept.restore(Map.of()));
        store = new MemoryStateStore();
    }

    /** From now on the disk was made to fail; the node may stop because of it, once. */
    void letDiskFail() {
        world.trace().record(Trace.Step.DISK, number, disk.operations());
        diskMayFail = true;
    }

    boolean diskMayFail() {
        return diskMayFail;
    }

    /** Comes up, unless the disk was made to fail during recovery: then it is down as before. */
    void start() {
        if (isUp()) {
            return;
        }
        world.trace().record(Trace.Step.START, number, disk.operations());
        try {
            runtime = NodeRuntime.open(config(), ports(), failure -> {});
        } catch (IOException | RuntimeException e) {
            couldNotOpen(e);
            return;
        }
        if (ledger().status().engine().role() == EngineStatus.Role.RECOVERING) {
            world.count(Situation.RECOVERING);
            if (rotten) {
                world.count(Situation.BIT_ROT_FOUND);
            }
        }
        running().onSnapshotReady(() -> world.time().after(1, this::restartToInstall));
        List<Loop> loops = running().loops();
        for (int i = 0; i < loops.size(); i++) {
            drivers.add(new LoopDriver(world, this, loops.get(i), i, random));
        }
        invariants.started(this);
        drivers.forEach(LoopDriver::wake);
        network.changed(number);
    }

    private void couldNotOpen(Exception cause) {
        failure = String.valueOf(cause.getMessage());
        boolean isClear = cause instanceof IOException || cause instanceof DiskFailureException;
        boolean excused = diskMayFail || (rotten && isClear);
        if (!excused || cause instanceof InvariantViolation) {
            throw unexpected(cause);
        }
        if (diskMayFail) {
            world.count(Situation.CRASH_DURING_RECOVERY);
            loseUnsynced();
        } else {
            world.count(Situation.BIT_ROT_FOUND);
            restore(0);
        }
    }

    /** A bit of what it has stored turns. */
    void rot() {
        disk.rot().ifPresent(this::hasRotten);
    }

    /** This bit turns. */
    void rot(String name, long bit) throws IOException {
        disk.flipBit(name, bit);
        hasRotten(name);
    }

    private void hasRotten(String name) {
        world.trace().record(Trace.Step.ROT, number, name.hashCode());
        world.count(Situation.BIT_ROT);
        rotten = true;
    }

    /** No bit of what it has stored has turned, as far as the world knows. */
    boolean isWhole() {
        return !rotten;
    }

    /** Copies what is durable now, but for the head file. */
    void backUp() {
        TreeMap<String, Bytes> copy = new TreeMap<>(disk.copy());
        copy.remove(HEAD_FILE);
        // Before the first block there is nothing to copy.
        if (!copy.isEmpty() && backups.size() < MAX_BACKUPS) {
            backups.add(copy);
        }
    }

    boolean hasBackup() {
        return !backups.isEmpty();
    }

    int backups() {
        return backups.size();
    }

    /** The node, which is down, has an earlier copy of its disk, 0 being that of its first day, and no state. */
    void restore(int backup) {
        world.trace().record(Trace.Step.RESTORE, number, backup);
        disk.restore(backups.get(backup));
        store = new MemoryStateStore();
        rotten = false;
    }

    /** As it is, with machines that remember nothing. */
    private NodeConfig config() {
        return settings.apply(new NodeConfig(
                config.genesis(),
                plugins.stream().map(SimPlugin::newMachine).toList(),
                config.protocol(),
                config.mempoolLimits(),
                config.segmentBytes()));
    }

    private NodePorts ports() {
        return new NodePorts(
                signer,
                keys.scheme(),
                disk,
                snapshots.map(kept -> kept),
                store,
                network.transportOf(number),
                clock,
                world.newRandom(),
                Runnable::run);
    }

    /** The power goes: what was in memory is gone, and of what was not synced any part may be. */
    void crash() {
        if (isUp()) {
            world.trace().record(Trace.Step.CRASH, number, disk.operations());
            world.count(Situation.CRASH);
            goDown();
            loseUnsynced();
            network.changed(number);
        }
    }

    /** The process ends; what it wrote is with the operating system, except what only the store had in memory. */
    void kill() {
        if (isUp()) {
            world.trace().record(Trace.Step.KILL, number, disk.operations());
            goDown();
            store.forgetUnflushed();
            network.changed(number);
        }
    }

    private void restartToInstall() {
        if (isUp()) {
            kill();
            start();
        }
    }

    private void loseUnsynced() {
        if (disk.hasUnsynced()) {
            world.count(Situation.UNSYNCED_WRITES_AT_CRASH);
        }
        if (store.appliedHeight() > 0) {
            world.count(Situation.RESTART_ABOVE_FLUSHED_STATE);
        }
        disk.crash();
        snapshots.ifPresent(SimDisk::crash);
        store.forgetUnflushed();
        diskMayFail = false;
    }

    private void goDown() {
        drivers.forEach(LoopDriver::kill);
        drivers.clear();
        runtime = null;
        pausedUntilMicros = 0;
        held.clear();
        whenDown.run();
    }

    /** It leads, and is about to be stopped: another shall lead. */
    void handOver() {
        if (!running().askForHandOver()) {
            throw new IllegalStateException(this + " leads nobody");
        }
        drivers.forEach(LoopDriver::wake);
    }

    /** Stops as an operator stops it. */
    void stop() {
        NodeRuntime stopping = running();
        world.trace().record(Trace.Step.STOP, number, 0);
        world.count(Situation.CLEAN_STOP);
        goDown();
        stopping.close();
        store.forgetUnflushed();
        network.changed(number);
    }

    /** All that was made to fail works again, and the node is up. */
    void heal() {
        disk.heal();
        clock.setWallOffset(0);
        resume();
        pausedUntilMicros = 0;
        start();
        if (!isUp()) {
            // It refused a rotten disk, and has another now.
            start();
        }
    }

    /** A loop threw: production would end the process. */
    void failed(RuntimeException cause) {
        boolean decayed = rotten && cause instanceof StoreCorruptionException;
        if (!decayed && !((diskMayFail || rotten) && cause.getCause() instanceof IOException)) {
            throw unexpected(cause);
        }
        failure = String.valueOf(cause.getMessage());
        running().fail(cause);
        crash();
        if (decayed) {
            // As the message asks for: the start lists the damage, and the node recovers.
            world.count(Situation.BIT_ROT_MET);
            world.time().after(1 + random.nextLong(MAX_RESTART_MICROS), this::start);
        }
    }

    private IllegalStateException unexpected(Exception cause) {
        return new IllegalStateException("node " + number + " stopped by itself: " + cause.getMessage(), cause);
    }

    /** A loop did something: everything that must always hold is looked at. */
    void turned() {
        if (backups.isEmpty()) {
            backUp();
        }
        invariants.turned(this);
    }

    @Override
    public String toString() {
        if (!isUp()) {
            return "node " + number + " is down" + (failure.isEmpty() ? "" : " since " + failure);
        }
        LedgerStatus status = ledger().status();
        EngineStatus engine = status.engine();
        return "node %d %s term %d log %d committed %d applied %d certified %d"
                .formatted(
                        number,
                        engine.role(),
                        engine.term(),
                        engine.lastHeight(),
                        engine.committedHeight(),
                        status.appliedHeight(),
                        status.certifiedHeight());
    }
}
