package dev.quire;

import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.spi.net.Peer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A node that takes and installs snapshots, in a process that is killed at any moment. Alone in its chain it writes on and
 * on, and prints the id of each transaction that is committed. Arguments: data directory, key file, and its chain's
 * members as {@code key:port}; none: it is alone. Prints {@code OPEN} first.
 */
final class KilledNode {
    static final int EVERY = 25;
    static final int MORE_PAYLOAD = 2_000;
    static final StorageSettings SETTINGS = StorageSettings.defaults()
            .withReserve(1 << 20)
            .withRetention(new Retention(1, Duration.ZERO, 0))
            .withSnapshots(EVERY);
    private static final int IN_FLIGHT = 4;

    private KilledNode() {}

    static LedgerNodeBuilder builder(Path data, Ed25519Key key, List<Peer> peers) {
        return LedgerNode.builder()
                .name("killed")
                .dataDir(data)
                .identity(key)
                .stateMachine(new BulkStateMachine())
                .consensus(peers.isEmpty() ? Consensus.single() : Consensus.raft(peers))
                .tookPartBefore(!peers.isEmpty())
                .storage(SETTINGS);
    }

    public static void main(String[] arguments) throws Exception {
        List<Peer> peers = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] parts = arguments[i].split(":", -1);
            PublicKey key = new PublicKey(Bytes.fromHex(parts[0]));
            peers.add(new Peer(key, "127.0.0.1", Integer.parseInt(parts[1])));
        }
        CompletableFuture<NodeStop> stopped = new CompletableFuture<>();
        LedgerNode node = builder(Path.of(arguments[0]), Ed25519Key.load(Path.of(arguments[1])), peers)
                .onStop(stopped::complete)
                .start();
        System.out.println("OPEN");
        if (peers.isEmpty()) {
            var unused = CompletableFuture.runAsync(() -> writeOnAndOn(node));
        }
        System.exit(stopped.join().exitCode());
    }

    private static void writeOnAndOn(LedgerNode node) {
        Account account = new Account(Ed25519Key.generate(new SecureRandom()));
        Semaphore room = new Semaphore(IN_FLIGHT);
        // From a number on that no former life had.
        for (int number = (int) (System.nanoTime() >>> 20); true; number++) {
            room.acquireUninterruptibly();
            Transaction next = account.transaction(
                    node.chainId(), BulkStateMachine.ID, BulkStateMachine.payload(number, MORE_PAYLOAD));
            var unused = node.commit(next)
                    .orTimeout(1, TimeUnit.MINUTES)
                    .thenRun(() -> System.out.println(next.id()))
                    .whenComplete((none, failure) -> room.release());
        }
    }
}
