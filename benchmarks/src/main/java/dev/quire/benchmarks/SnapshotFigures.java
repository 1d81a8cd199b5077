package dev.quire.benchmarks;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.execution.BuildRequest;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.ChunkSource;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotHead;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.internal.snapshot.SnapshotRestore;
import dev.quire.merkle.MerkleTree;
import dev.quire.receipt.HeaderProof;
import dev.quire.spi.store.StateStore;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How fast a state on RocksDB is cut into chunks and written to synced files, and how fast a node makes a state of them:
 * each chunk is checked, and the tree computed anew, as at every installation.
 */
final class SnapshotFigures implements AutoCloseable {
    private static final int KEYS_IN_A_BLOCK = 1_000;
    private static final Ed25519Key MEMBER = BlockPair.MEMBER;

    private final OpenStore original;
    private final Scratch scratch;
    private final FileDisk disk;
    private final SnapshotFiles files;
    private final BlockExecutor executor;
    private Block newest;

    private SnapshotFigures(OpenStore original, Scratch scratch, FileDisk disk) throws IOException {
        this.original = original;
        this.scratch = scratch;
        this.disk = disk;
        this.files = SnapshotFiles.open(disk);
        this.executor = BlockPair.executor(original);
        this.newest = executor.genesisBlock();
    }

    /** @param keys of the state, each put by a transaction of its own */
    static SnapshotFigures of(int keys) throws IOException {
        Scratch scratch = Scratch.create();
        SnapshotFigures figures =
                new SnapshotFigures(OpenStore.rocksDb(), scratch, FileDisk.open(scratch.resolve("snapshots")));
        for (int from = 0; from < keys; from += KEYS_IN_A_BLOCK) {
            figures.grow(from, Math.min(KEYS_IN_A_BLOCK, keys - from));
        }
        figures.original.store().flush();
        return figures;
    }

    private void grow(int from, int transactions) throws IOException {
        newest = executor.build(
                        new BuildRequest(
                                executor.appliedHash(),
                                Samples.unsigned(executor.chainId(), BlockPair.VALID_UNTIL_MICROS, from, transactions),
                                BlockPair.START_MICROS,
                                MEMBER.publicKey(),
                                Optional.empty(),
                                false),
                        BlockPair.NOTHING_DROPPED)
                .orElseThrow();
        executor.commit(newest.hash());
    }

    /** Bytes of chunks, and the seconds that it took to make and write them and to make a state of them. */
    record Speed(long bytes, double takeSeconds, double installSeconds) {}

    Speed measure() throws IOException {
        try {
            long begun = System.nanoTime();
            SnapshotManifest taken = take();
            double takeSeconds = (System.nanoTime() - begun) / 1e9;
            try (OpenStore installed = OpenStore.rocksDb()) {
                begun = System.nanoTime();
                SnapshotRestore.into(installed.store(), files, taken, bytes -> {});
                return new Speed(taken.head().bytes(), takeSeconds, (System.nanoTime() - begun) / 1e9);
            }
        } catch (BadChunkException e) {
            throw new IOException("the snapshot does not hold", e);
        }
    }

    private SnapshotManifest take() throws IOException, BadChunkException {
        List<SnapshotManifest.Entry> entries = new ArrayList<>();
        List<Hash> historyRoots = new ArrayList<>();
        try (StateStore.StoreSnapshot still = original.store().snapshot()) {
            ChunkSource source = new ChunkSource(still);
            files.beginTaking(newest.height());
            for (Optional<Chunk> next = source.next(); next.isPresent(); next = source.next()) {
                entries.add(files.write(newest.height(), entries.size(), next.get()));
                if (next.get() instanceof Chunk.History history) {
                    historyRoots.add(MerkleTree.root(history.leafHashes()));
                }
            }
        }
        long bytes = entries.stream().mapToLong(SnapshotManifest.Entry::bytes).sum();
        SnapshotManifest manifest =
                new SnapshotManifest(new SnapshotHead(1, proof(), historyRoots, entries.size(), bytes), entries);
        files.keep(manifest);
        return manifest;
    }

    private HeaderProof proof() {
        Hash members = newest.header().memberSetHash();
        Vote vote = new Vote(VoteKind.SEAL, executor.chainId(), members, newest.height(), 0, newest.hash());
        Certificate certificate = new Certificate(
                ConsensusMode.CFT,
                newest.height(),
                newest.hash(),
                0,
                members,
                List.of(new Certificate.MemberSignature(0, MEMBER.sign(vote.signingBytes()))));
        ChainReader chain = new ChainReader(original.store(), height -> Optional.empty());
        return new HeaderProof(newest.header(), chain.anchor(newest.height(), newest.header(), certificate), List.of());
    }

    @Override
    public void close() throws IOException {
        try (scratch;
                disk;
                original) {
            // All are closed even if one of them fails.
        }
    }
}
