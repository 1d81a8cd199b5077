package dev.quire.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.DiskFile;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Snapshots of random states, against the store that they were made of. */
class SnapshotProperties {
    private static List<StoreEntry> all(StoreReader store, Column column) {
        return store.range(column, Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE);
    }

    private static SnapshotChain chain(long seed, int blocks, int transactions) {
        SnapshotChain chain = new SnapshotChain(seed);
        for (int i = 0; i < blocks; i++) {
            chain.grow(transactions);
        }
        return chain;
    }

    @Property(tries = 40)
    void allChunksTogetherAreTheState(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int blocks,
            @ForAll @IntRange(max = 20) int transactions,
            @ForAll @IntRange(min = 1, max = 4_000) int stateBytes)
            throws Exception {
        SnapshotChain chain = chain(seed, blocks, transactions);
        List<Chunk> chunks = chain.chunks(stateBytes);
        MemoryStateStore original = new MemoryStateStore();
        SnapshotFiles files = SnapshotFiles.open(new MemoryDisk());
        SnapshotHead head = chain.head(blocks, chunks);
        assertThat(chain.problem(head)).isEmpty();
        SnapshotManifest manifest = SnapshotChain.keep(files, head, chunks);
        SnapshotRestore.into(original, files, manifest, bytes -> {});

        assertThat(original.appliedHeight()).isEqualTo(blocks);
        assertThat(all(original, Column.STATE)).isEqualTo(all(chain.store, Column.STATE));
        assertThat(all(original, Column.HISTORY_TREE)).isEqualTo(all(chain.store, Column.HISTORY_TREE));
        BlockExecutor restored = chain.executorOver(original);
        for (int i = 0; i < 3; i++) {
            Block next = chain.grow(5);
            assertThat(restored.validate(next, Optional.empty())).isEqualTo(new Verdict.Valid());
            restored.commit(next.hash());
        }
        assertThat(all(original, Column.STATE)).isEqualTo(all(chain.store, Column.STATE));
    }

    /** They cut the state at other places; what they send twice is not kept twice. */
    @Property(tries = 20)
    void chunksOfSeveralSendersFitTogether(@ForAll long seed) throws Exception {
        SnapshotChain chain = chain(seed, 6, 12);
        List<List<Chunk>> senders = List.of(chain.chunks(300), chain.chunks(700), chain.chunks(1 << 20));
        SnapshotHead head = chain.head(6, senders.get(0));
        SnapshotVerifier verifier = new SnapshotVerifier(head);
        Random random = new Random(seed);
        List<Chunk> kept = new ArrayList<>();
        while (!verifier.isComplete()) {
            Bytes position = verifier.position();
            Chunk next = verifier.next(at(senders.get(random.nextInt(3)), position));
            assertThat(next.start()).isEqualTo(position);
            verifier.take(next);
            kept.add(next);
        }
        SnapshotFiles files = SnapshotFiles.open(new MemoryDisk());
        MemoryStateStore restored = new MemoryStateStore();
        SnapshotRestore.into(restored, files, SnapshotChain.keep(files, head, kept), bytes -> {});
        assertThat(all(restored, Column.STATE)).isEqualTo(all(chain.store, Column.STATE));
    }

    /** The chunk that has it. */
    private static Chunk at(List<Chunk> chunks, Bytes position) {
        return chunks.stream()
                .filter(chunk -> chunk.start().compareTo(position) <= 0)
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    /** What the restored node remembers is what the chain forbids: an id that has not expired does not come again. */
    @Property(tries = 10)
    void whatMayNotComeAgainIsKnownToTheRestoredNode(@ForAll long seed) throws Exception {
        SnapshotChain chain = chain(seed, 4, 10);
        SnapshotFiles files = SnapshotFiles.open(new MemoryDisk());
        List<Chunk> chunks = chain.chunks(1_000);
        SnapshotManifest manifest = SnapshotChain.keep(files, chain.head(4, chunks), chunks);
        MemoryStateStore store = new MemoryStateStore();
        SnapshotRestore.into(store, files, manifest, bytes -> {});
        assertThat(all(store, Column.SEEN_IDS))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(store.get(Column.TRANSACTIONS, entry.value()))
                        .isPresent());
        MemoryStateStore again = new MemoryStateStore();
        SnapshotFiles second = SnapshotFiles.open(new MemoryDisk());
        try (var still = store.snapshot()) {
            ChunkSource source = new ChunkSource(still, 1_000);
            for (Chunk chunk : chunks) {
                assertThat(source.next().map(Chunk::encoded)).contains(chunk.encoded());
            }
            assertThat(source.next()).isEmpty();
        }
        SnapshotManifest copied = SnapshotChain.keep(second, manifest.head(), chunks);
        SnapshotRestore.into(again, second, copied, bytes -> {});
        for (Column column : Column.values()) {
            assertThat(all(again, column)).as("%s", column).isEqualTo(all(store, column));
        }
    }

    /** Of each chunk, bytes that the seed chooses, and the last one, which belongs to a hash, a value or an id. */
    @Property(tries = 20)
    void anyChangedByteOfAChunkIsRefused(@ForAll long seed) throws Exception {
        SnapshotChain chain = chain(seed, 5, 8);
        List<Chunk> chunks = chain.chunks(600);
        SnapshotHead head = chain.head(5, chunks);
        Random random = new Random(seed);
        SnapshotVerifier verifier = new SnapshotVerifier(head);
        for (Chunk chunk : chunks) {
            byte[] bytes = chunk.encoded().toArray();
            for (int i = 0; i < 40; i++) {
                int at = i == 0 ? bytes.length - 1 : random.nextInt(bytes.length);
                int bit = 1 << random.nextInt(8);
                bytes[at] ^= (byte) bit;
                assertRefused(head, chunks, chunk, Bytes.copyOf(bytes));
                bytes[at] ^= (byte) bit;
            }
            verifier.take(chunk);
        }
        assertThat(verifier.isComplete()).isTrue();
        assertThatThrownBy(() -> verifier.take(chunks.get(0))).isInstanceOf(BadChunkException.class);
    }

    /** Ids show at the end of their minute: so all that follows is taken too. */
    private static void assertRefused(SnapshotHead head, List<Chunk> chunks, Chunk chunk, Bytes changed)
            throws BadChunkException {
        Chunk forged;
        try {
            forged = Chunk.decode(changed);
        } catch (MalformedException e) {
            return;
        }
        SnapshotVerifier verifier = new SnapshotVerifier(head);
        for (Chunk before : chunks.subList(0, chunks.indexOf(chunk))) {
            verifier.take(before);
        }
        boolean samePlaces = forged.start().equals(chunk.start());
        assertThatThrownBy(() -> {
                    verifier.take(forged);
                    for (Chunk after : chunks.subList(chunks.indexOf(chunk) + 1, chunks.size())) {
                        verifier.take(after);
                    }
                    if (forged instanceof Chunk.State && (!samePlaces || isWider(forged, chunk))) {
                        throw new BadChunkException("it holds, and has another range");
                    }
                })
                .as("%s instead of %s", forged, chunk)
                .isInstanceOf(BadChunkException.class);
    }

    /** The range that a chunk names may change where no key is: then it proves just as much. */
    private static boolean isWider(Chunk forged, Chunk chunk) {
        return !((Chunk.State) forged).range().equals(((Chunk.State) chunk).range());
    }

    @Property(tries = 10)
    void aDecayedFileIsNamedAndADeletedSnapshotIsNone(@ForAll long seed) throws Exception {
        SnapshotChain chain = chain(seed, 4, 6);
        List<Chunk> chunks = chain.chunks(600);
        MemoryDisk disk = new MemoryDisk();
        SnapshotFiles files = SnapshotFiles.open(disk);
        SnapshotChain.keep(files, chain.head(4, chunks), chunks);
        assertThat(SnapshotCheck.first(4, (name, most) -> read(disk, name))).isEmpty();
        Random random = new Random(seed);
        for (String decayed : disk.list()) {
            byte[] bytes = read(disk, decayed).orElseThrow().toArray();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(SnapshotCheck.first(
                            4,
                            (name, most) -> name.equals(decayed) ? Optional.of(Bytes.copyOf(bytes)) : read(disk, name)))
                    .hasValueSatisfying(found -> assertThat(found.file()).isEqualTo(decayed));
        }
        assertThat(SnapshotCheck.first(4, (name, most) -> {
                    if (name.endsWith(".chunk")) {
                        files.delete(4);
                    }
                    return read(disk, name);
                }))
                .as("its owner deletes it meanwhile")
                .isEmpty();
    }

    private static Optional<Bytes> read(MemoryDisk disk, String name) throws IOException {
        if (!disk.exists(name)) {
            return Optional.empty();
        }
        try (DiskFile file = disk.open(name)) {
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            file.read(0, content);
            return Optional.of(Bytes.wrap(content.array()));
        }
    }

    @Property(tries = 20)
    void aHeadThatTheMembersHaveNotCertifiedIsRefused(@ForAll long seed) {
        SnapshotChain chain = chain(seed, 4, 3);
        List<Chunk> chunks = chain.chunks(1_000);
        SnapshotHead head = chain.head(4, chunks);
        chain.grow(2);
        SnapshotHead later = chain.head(4, chunks);
        assertThat(chain.problem(head)).isEmpty();
        assertThat(chain.problem(later)).isEmpty();
        byte[] bytes = later.encoded().toArray();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            // Neither the term nor the numbers for progress bars are proven.
            int at = 10 + random.nextInt(bytes.length - 10 - 12);
            byte before = bytes[at];
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(chain.problem(SnapshotHead.decode(Bytes.copyOf(bytes))))
                        .as("byte %d", at)
                        .isPresent();
            } catch (MalformedException e) {
                assertThat(e).hasMessageContaining(":");
            }
            bytes[at] = before;
        }
    }
}
