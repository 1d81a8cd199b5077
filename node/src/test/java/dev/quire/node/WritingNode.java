package dev.quire.node;

import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.LedgerNodeBuilder;
import dev.quire.NodeStop;
import dev.quire.StorageSettings;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.state.TxStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A chain of one member in a process that may end at any moment. It first looks for everything that it acknowledged in
 * former lives, then writes on until it ends. The whole daemon takes three times as long to start: {@link LonelyNode}.
 *
 * <p>Arguments: data directory, key file, file of the ids acknowledged so far. Prints {@code OPEN} when it has recovered,
 * {@code LOST id} for each that is not there, {@code WHOLE}, and the id of each transaction that is committed.
 */
final class WritingNode {
    private static final int IN_FLIGHT = 8;
    private static final int KEYS = 50;
    private static final long PATIENCE_SECONDS = 60;

    private final LedgerNode node;
    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private final AtomicInteger number = new AtomicInteger();

    WritingNode(LedgerNode node) {
        this.node = node;
    }

    static LedgerNodeBuilder builder(Path data, Ed25519Key key) {
        return LedgerNode.builder()
                .dataDir(data)
                .identity(key)
                .stateMachine(new KeyValueStateMachine())
                .consensus(Consensus.single())
                .storage(StorageSettings.defaults().withReserve(16 << 20));
    }

    public static void main(String[] arguments) throws Exception {
        CompletableFuture<NodeStop> stopped = new CompletableFuture<>();
        LedgerNode started = builder(Path.of(arguments[0]), Ed25519Key.load(Path.of(arguments[1])))
                .onStop(stopped::complete)
                .start();
        System.out.println("OPEN");
        WritingNode writing = new WritingNode(started);
        writing.lost(Files.readAllLines(Path.of(arguments[2]))).forEach(id -> System.out.println("LOST " + id));
        System.out.println("WHOLE");
        var unused = CompletableFuture.runAsync(writing::writeOnAndOn);
        System.exit(stopped.join().exitCode());
    }

    /** Those of the acknowledged transactions that are not there. */
    List<String> lost(List<String> acknowledged) {
        // Blocks that the journal does not call committed yet are committed before the next one.
        node.commit(transaction()).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return acknowledged.stream()
                .filter(id -> !(node.status(Hash.fromHex(id)) instanceof TxStatus.Committed))
                .toList();
    }

    private void writeOnAndOn() {
        while (true) {
            room.acquireUninterruptibly();
            Transaction next = transaction();
            // The ones that fail are those under way when the node stops.
            var unused = node.commit(next)
                    .thenRun(() -> System.out.println(next.id()))
                    .whenComplete((none, failure) -> room.release());
        }
    }

    private Transaction transaction() {
        int count = number.incrementAndGet();
        KeyValueCommand put = new KeyValueCommand.Put(Bytes.utf8("k" + count % KEYS), Bytes.utf8("v" + count));
        return account.transaction(node.chainId(), KeyValueStateMachine.ID, put.encoded());
    }
}
