package dev.quire;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quire.block.Block;
import dev.quire.block.Transaction;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.spi.net.Peer;
import dev.quire.spi.state.TxStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes are killed while they take a snapshot, and while they fetch and install one, on real files. */
class SnapshotKillTest {
    // More by hand: each kill costs the start of a JVM.
    private static final int KILLS = Integer.getInteger("quire.snapshot.kills", 4);
    private static final int LATE_NODES = Integer.getInteger("quire.snapshot.lateNodes", 2);
    private static final int BLOCKS = 450;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<BulkStateMachine> PLUGINS = List.of(new BulkStateMachine());

    private final Random random = new Random(20_261_123);
    private final List<Ed25519Key> keys = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private int number;

    @TempDir
    private Path root;

    private Path data(int node) {
        return root.resolve("node-" + node);
    }

    private void addKey(int node) throws IOException {
        keys.add(Ed25519Key.generate(new SecureRandom()));
        keys.get(node).save(root.resolve(node + ".key"));
    }

    private LedgerNode start(int node, SharedResources shared) throws IOException {
        return KilledNode.builder(data(node), keys.get(node), peers)
                .name("node-" + node)
                .tookPartBefore(false)
                .resources(shared)
                .start();
    }

    private Process startProcess(int node) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-cp",
                System.getProperty("java.class.path"),
                KilledNode.class.getName(),
                data(node).toString(),
                root.resolve(node + ".key").toString()));
        peers.forEach(peer -> command.add(peer.id().toHex() + ":" + peer.port()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(complaints().toFile()))
                .start();
    }

    private Path complaints() {
        return root.resolve("complaints");
    }

    private String complained() {
        try {
            return Files.readString(complaints());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Lets a process live until then and up to {@code more} ms longer; what it printed behind OPEN, line by line. */
    private List<String> live(int node, BooleanSupplier moment, int moreMillis) throws Exception {
        Process process = startProcess(node);
        try (BufferedReader printed = process.inputReader()) {
            assertThat(printed.readLine()).as(this::complained).isEqualTo("OPEN");
            CompletableFuture<List<String>> lines =
                    CompletableFuture.supplyAsync(() -> printed.lines().toList());
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> moment.getAsBoolean() || !process.isAlive());
            boolean ended = process.waitFor(random.nextInt(moreMillis), MILLISECONDS);
            assertThat(ended).as(this::complained).isFalse();
            process.toHandle().destroyForcibly();
            process.onExit().join();
            return lines.join();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> files(Path data, String part) {
        try (Stream<Path> files = Files.list(data.resolve("snapshots"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(part))
                    .toList();
        } catch (IOException e) {
            // Not there yet.
            return List.of();
        }
    }

    private static String height(String name) {
        return name.split("[-.]", -1)[1];
    }

    /** Chunks of snapshots that are not whole. */
    private static List<String> unfinished(Path data) {
        List<String> chunks = files(data, ".chunk");
        List<String> whole =
                files(data, ".manifest").stream().map(SnapshotKillTest::height).toList();
        return chunks.stream().filter(name -> !whole.contains(height(name))).toList();
    }

    private NodeDirectory directory(int node, LedgerNode any) {
        return new NodeDirectory(data(node), keys.get(node).publicKey(), any.genesis(), List.copyOf(PLUGINS));
    }

    /** At most the snapshot that the last life had begun is not whole. */
    private static void checkWhole(NodeDirectory stopped) throws IOException {
        assertThat(unfinished(stopped.dataDir()).stream()
                        .map(SnapshotKillTest::height)
                        .distinct())
                .hasSizeLessThan(2);
        assertThat(stopped.check().run((done, of) -> {}).findings()).isEmpty();
    }

    @Test
    void noKillWhileSnapshotsAreTakenTakesAnything() throws Exception {
        addKey(0);
        List<String> acknowledged = new ArrayList<>();
        int met = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int least = 1 + random.nextInt(6);
            // The second one of a life at the earliest: some blocks are in between.
            List<String> before = files(data(0), "snapshot-");
            List<String> lines = live(
                    0,
                    () -> unfinished(data(0)).size() >= least
                            && files(data(0), ".manifest").stream().anyMatch(name -> !before.contains(name)),
                    20);
            lines.stream().filter(line -> line.length() == 2 * Hash.SIZE).forEach(acknowledged::add);
            met += unfinished(data(0)).isEmpty() ? 0 : 1;
        }
        assertThat(met).as("kills in the midst of a snapshot").isPositive();
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * KilledNode.EVERY);
        NodeDirectory stopped;
        Block newest;
        try (SharedResources shared = SharedResources.create();
                LedgerNode node = start(0, shared)) {
            commit(node, 1);
            for (String id : acknowledged) {
                assertThat(node.status(Hash.fromHex(id)))
                        .isInstanceOfAny(TxStatus.Committed.class, TxStatus.Pruned.class);
            }
            stopped = directory(0, node);
            newest = node.block(node.status().appliedHeight()).get(60, SECONDS).orElseThrow();
        }
        checkWhole(stopped);
        // What was kept is good for a state, too.
        FileTree.delete(stopped.state());
        try (SharedResources shared = SharedResources.create();
                LedgerNode node = start(0, shared)) {
            commit(node, 2 * KilledNode.EVERY);
            assertThat(node.block(newest.height()).get(60, SECONDS)).contains(newest);
        }
        checkWhole(stopped);
        System.out.println(KILLS + " kills, " + met + " in the midst of a snapshot, " + acknowledged.size()
                + " acknowledged writes, none lost");
    }

    @Test
    void noKillWhileASnapshotIsFetchedAndInstalledDoesHarm() throws Exception {
        for (int i = 0; i < 3; i++) {
            addKey(i);
            peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", LocalCluster.freePort()));
        }
        Path late = root.resolve("late");
        try (SharedResources shared = SharedResources.create()) {
            grow(late, shared);
            // A start with a retention looks what can go as soon as something is committed.
            try (LedgerNode one = start(0, shared);
                    LedgerNode two = start(1, shared)) {
                commit(one, 2);
                for (LedgerNode node : List.of(one, two)) {
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(
                                            node.storage().orElseThrow().firstHeight())
                                    .isGreaterThan(KilledNode.EVERY));
                }
                for (int i = 0; i < LATE_NODES; i++) {
                    FileTree.delete(data(2));
                    Files.createDirectories(data(2));
                    if (i % 2 == 0) {
                        copy(late, data(2));
                    }
                    kill(one, 1 + i % 2);
                }
            }
        }
    }

    /** The late node has the first blocks; the others have dropped more than those. */
    private void grow(Path late, SharedResources shared) throws Exception {
        try (LedgerNode one = start(0, shared);
                LedgerNode two = start(1, shared)) {
            try (LedgerNode three = start(2, shared)) {
                commit(one, 10);
                awaitSame(three, one);
            }
            copy(data(2), late);
            commit(one, BLOCKS);
            awaitSame(two, one);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String part : List.of("journal", "state")) {
            FileTree.copy(FileTree.files(from.resolve(part)), to.resolve(part), bytes -> {});
        }
    }

    /** In every other stage; then it must come to what the others have. */
    private void kill(LedgerNode other, int firstStage) throws Exception {
        int chunks = 1 + random.nextInt(8);
        for (int stage = firstStage; stage <= 4; stage += 2) {
            int awaited = stage;
            live(2, () -> stage(chunks) >= awaited, 40);
        }
        NodeDirectory stopped = directory(2, other);
        try (SharedResources shared = SharedResources.create();
                LedgerNode node = start(2, shared)) {
            awaitSame(node, other);
            assertThat(node.storage().orElseThrow().firstHeight()).isGreaterThan(KilledNode.EVERY);
            commit(node, 1);
            awaitSame(node, other);
        }
        checkWhole(stopped);
    }

    /** 1: it fetches, 2: so many chunks are there, 3: all are, 4: it installs, or has done so. */
    private int stage(int chunks) {
        if (!files(data(2), "snapshot-").stream()
                .filter(name -> name.endsWith(".manifest"))
                .toList()
                .isEmpty()) {
            return 4;
        } else if (!files(data(2), "fetched-").isEmpty()) {
            return 3;
        } else if (files(data(2), ".chunk").size() >= chunks) {
            return 2;
        }
        return files(data(2), "fetching-").isEmpty() ? 0 : 1;
    }

    private void commit(LedgerNode node, int blocks) throws Exception {
        for (int i = 0; i < blocks; i++) {
            Transaction next = account.transaction(
                    node.chainId(), BulkStateMachine.ID, BulkStateMachine.payload(number++, KilledNode.MORE_PAYLOAD));
            node.commit(next).get(60, SECONDS);
        }
    }

    private static void awaitSame(LedgerNode late, LedgerNode other) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(late.status().stateRoot())
                        .isEqualTo(other.status().stateRoot()));
    }
}
