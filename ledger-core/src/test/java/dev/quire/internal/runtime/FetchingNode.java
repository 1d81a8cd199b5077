package dev.quire.internal.runtime;

import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Ed25519;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotChain;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotHead;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

/** One node that lacks blocks, and two others that no longer have them; one of these lies. */
abstract class FetchingNode {
    static final long SECOND = 1_000_000;
    static final long HEIGHT = 6;
    static final int CHUNK_BYTES = 2_000;
    static final int CRUMB_BYTES = 1_000;

    record Sent(PublicKey to, SnapshotMessage message) {}

    final SnapshotChain chain = new SnapshotChain(11);
    final PublicKey self = chain.members().members().get(0);
    final PublicKey liar = chain.members().members().get(1);
    final PublicKey honest = chain.members().members().get(2);
    final Deque<Sent> sent = new ArrayDeque<>();
    final MemoryDisk disk = new MemoryDisk();
    List<Chunk> chunks = List.of();
    SnapshotHead head;
    SnapshotFiles files;
    SnapshotFetch fetch;
    long now;
    boolean hasRoom = true;
    int crumbBytes = CRUMB_BYTES;

    @BeforeEach
    void aChainWithASnapshot() throws IOException {
        for (int i = 0; i < HEIGHT; i++) {
            chain.grow(10);
        }
        chunks = chain.chunks(CHUNK_BYTES);
        head = chain.head(HEIGHT, chunks);
        start();
    }

    void start() throws IOException {
        files = SnapshotFiles.open(disk);
        fetch = fetch(chain.members());
    }

    SnapshotFetch fetch(MemberSet members) {
        Transport transport = new Transport() {
            @Override
            public void start(Listener listener) {
                throw new AssertionError("the node starts it");
            }

            @Override
            public boolean send(PublicKey to, Frame frame) {
                try {
                    return sent.add(new Sent(to, SnapshotMessage.of(frame)));
                } catch (MalformedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void close() {}
        };
        return new SnapshotFetch(
                files,
                transport,
                chain.chainId(),
                members,
                members.members().get(0),
                new ReceiptVerifier(new Ed25519()::verifyMember),
                new ChunkPace(crumbBytes),
                () -> hasRoom);
    }

    /** Lets it go on until it has sent something. */
    Sent next() throws IOException {
        for (int i = 0; i < 1_000 && sent.isEmpty() && !fetch.isReady(); i++) {
            if (!fetch.step(0, now)) {
                now += SECOND / 10;
            }
        }
        return sent.isEmpty() ? new Sent(self, new SnapshotMessage.Gone(0, 0)) : sent.remove();
    }

    void offer(PublicKey from) {
        fetch.gone(from, new SnapshotMessage.Gone(100, HEIGHT), 0, now);
    }

    /** Of the chunk that has it. */
    Bytes chunkAt(Bytes position) {
        return IntStream.range(0, chunks.size())
                .filter(i -> chunks.get(i).start().compareTo(position) <= 0)
                .mapToObj(i -> chunks.get(i).encoded())
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    void answer(Sent question, boolean truly) throws IOException {
        if (question.message() instanceof SnapshotMessage.ChunkQuestion asked) {
            byte[] bytes = chunkAt(asked.position()).toArray();
            if (!truly) {
                bytes[bytes.length - 1] ^= 1;
            }
            // In two pieces, as a large one comes.
            int end = asked.offset() == 0 ? bytes.length / 2 : bytes.length;
            Bytes piece = Bytes.copyOf(bytes).slice(asked.offset(), end);
            fetch.answered(
                    question.to(),
                    new SnapshotMessage.Piece(asked.height(), asked.position(), asked.offset(), bytes.length, piece),
                    now);
        } else {
            fetch.answered(question.to(), head, now);
        }
    }
}
