package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.quire.block.Genesis;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A node alone with its directory, and what tests do to that while the node is stopped. */
final class StoredNode {
    private static final int RECORD_STRIDE = 128;
    private static final int RECORD_MAGIC = 0x51_4a_52_31;
    private static final int BLOCK = 1;
    private static final int CERT = 3;

    private final Path data;
    private final Ed25519Key key = Ed25519Key.generate(new SecureRandom());
    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final List<Transaction> committed = new ArrayList<>();
    private Optional<Genesis> genesis = Optional.empty();

    StoredNode(Path data) {
        this.data = data;
    }

    Path data() {
        return data;
    }

    LedgerNodeBuilder builder() {
        return LedgerNode.builder()
                .dataDir(data)
                .identity(key)
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single());
    }

    LedgerNode start() throws IOException {
        return start(StorageSettings.defaults());
    }

    LedgerNode start(StorageSettings settings) throws IOException {
        LedgerNode node = builder().storage(settings).start();
        genesis = Optional.of(node.genesis());
        return node;
    }

    /** Starts the node, lets it commit blocks with one transaction each, and stops it. */
    void run(int blocks) throws Exception {
        try (LedgerNode node = start()) {
            commit(node, blocks);
        }
    }

    void commit(LedgerNode node, int blocks) throws Exception {
        for (int i = 0; i < blocks; i++) {
            Transaction transaction = account.transaction(node.chainId(), 7, Bytes.EMPTY);
            node.submit(transaction).get(60, SECONDS);
            committed.add(transaction);
        }
    }

    /** Everything that was committed, oldest first. */
    List<Transaction> committed() {
        return committed;
    }

    NodeDirectory directory() {
        return new NodeDirectory(data, key.publicKey(), genesis.orElseThrow(), List.of(new CounterStateMachine()));
    }

    List<String> problems() throws IOException {
        return directory().check().run((done, of) -> {}).findings().stream()
                .map(finding -> finding.file() + ": " + finding.problem())
                .toList();
    }

    Path segment() {
        return data.resolve("journal").resolve("journal-0000000001.log");
    }

    /** Turns one bit in the middle of the {@code which}-th block of a segment, 1 for the first. */
    static void flipBitOfBlock(Path segment, int which) throws IOException {
        flipBit(segment, payload(segment, BLOCK, which) + 50);
    }

    /** Where the {@code which}-th certificate of a segment begins, 1 for the first. */
    static long certificate(Path segment, int which) throws IOException {
        return payload(segment, CERT, which);
    }

    private static long payload(Path segment, int kind, int which) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "r")) {
            int found = 0;
            for (long at = RECORD_STRIDE; at < file.length(); at += RECORD_STRIDE) {
                file.seek(at);
                if (file.readInt() == RECORD_MAGIC && file.readInt() == kind && ++found == which) {
                    return at + RECORD_STRIDE;
                }
            }
            throw new AssertionError("the journal has only " + found + " records of kind " + kind);
        }
    }

    static void flipBit(Path path, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            int before = file.readUnsignedByte();
            file.seek(position);
            file.write(before ^ 4);
        }
    }

    static void zero(Path path, long position, int bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            file.write(new byte[bytes]);
        }
    }

    static List<Path> tables(Path state) throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }
}
