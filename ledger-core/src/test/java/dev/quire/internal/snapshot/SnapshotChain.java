package dev.quire.internal.snapshot;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.Rejection;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.execution.BuildRequest;
import dev.quire.internal.execution.DropListener;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.merkle.MerkleTree;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.store.StateStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A chain of three members with a state that a seed makes, and snapshots of it. */
public final class SnapshotChain implements DropListener {
    static final long START = 1_700_000_000_000_000L;
    private static final long MINUTE = 60_000_000L;

    private final List<Ed25519Key> keys = Stream.generate(() -> Ed25519Key.generate(new SecureRandom()))
            .limit(3)
            .toList();
    private final MemberSet members = MemberSet.of(
            ConsensusMode.CFT, keys.stream().map(Ed25519Key::publicKey).toList());
    private final Genesis genesis = new Genesis(
            "snapshots",
            START,
            Bytes.wrap(new byte[16]),
            members,
            Parameters.defaults(),
            List.of(new Genesis.PluginGenesis(new PluginVersion(KeyValueStateMachine.ID, 1), Bytes.EMPTY)));
    final MemoryStateStore store = new MemoryStateStore();
    final BlockExecutor executor = executorOver(store);
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private final Random random;
    private int nonce;

    public SnapshotChain(long seed) {
        random = new Random(seed);
        blocks.put(0L, executor.genesisBlock());
    }

    BlockExecutor executorOver(StateStore other) {
        try {
            return new BlockExecutor(
                    genesis,
                    List.of(new KeyValueStateMachine()),
                    other,
                    transactions -> OptionalInt.empty(),
                    new Ed25519());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Commits a block with so many puts and deletes. */
    public Block grow(int transactions) {
        Block block = build(transactions);
        try {
            executor.commit(block.hash());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        blocks.put(block.height(), block);
        return block;
    }

    private Block build(int count) {
        List<Transaction> transactions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transactions.add(transaction());
        }
        long wall = START + 20_000_000L * (1 + executor.appliedHeight());
        BuildRequest request = new BuildRequest(
                executor.appliedHash(), transactions, wall, members.members().get(0), Optional.empty(), true);
        return executor.build(request, this).orElseThrow();
    }

    private Transaction transaction() {
        byte[] key = new byte[1 + random.nextInt(20)];
        random.nextBytes(key);
        byte[] value = new byte[random.nextInt(200)];
        random.nextBytes(value);
        Bytes name = Bytes.wrap(random.nextInt(4) == 0 ? new byte[] {key[0]} : key);
        KeyValueCommand command = random.nextInt(5) == 0
                ? new KeyValueCommand.Delete(name)
                : new KeyValueCommand.Put(name, Bytes.wrap(value));
        long now = START + 20_000_000L * (1 + executor.appliedHeight());
        Transaction.Unsigned unsigned = new Transaction.Unsigned(
                executor.chainId(),
                KeyValueStateMachine.ID,
                now + MINUTE * random.nextInt(1, 30),
                new CanonicalWriter(16).u64(nonce++).u64(0).toBytes(),
                members.members().get(0),
                command.encoded());
        return unsigned.signed(new Signature(Bytes.wrap(new byte[64])));
    }

    public Hash chainId() {
        return executor.chainId();
    }

    public MemberSet members() {
        return members;
    }

    /** Two of the three sign. */
    private Certificate certificate(Block block) {
        Vote vote = new Vote(VoteKind.SEAL, chainId(), members.hash(), block.height(), 0, block.hash());
        List<Certificate.MemberSignature> signatures = new ArrayList<>();
        for (Ed25519Key key : keys.subList(0, 2)) {
            signatures.add(new Certificate.MemberSignature(
                    members.members().indexOf(key.publicKey()), key.sign(vote.signingBytes())));
        }
        signatures.sort(Comparator.comparingInt(Certificate.MemberSignature::memberIndex));
        return new Certificate(ConsensusMode.CFT, block.height(), block.hash(), 0, members.hash(), signatures);
    }

    /** All chunks of the state as it is now. */
    public List<Chunk> chunks(int stateBytes) {
        List<Chunk> chunks = new ArrayList<>();
        try (StateStore.StoreSnapshot still = store.snapshot()) {
            ChunkSource source = new ChunkSource(still, stateBytes);
            for (Optional<Chunk> next = source.next(); next.isPresent(); next = source.next()) {
                chunks.add(next.get());
            }
        } catch (BadChunkException e) {
            throw new AssertionError(e);
        }
        return chunks;
    }

    /** The head of a snapshot at {@code height}, which a certificate of the newest block proves. */
    public SnapshotHead head(long height, List<Chunk> chunks) {
        ChainReader chain = new ChainReader(store, wanted -> Optional.ofNullable(blocks.get(wanted)));
        Block block = blocks.get(height);
        Block newest = blocks.lastEntry().getValue();
        HeaderProof proof = new HeaderProof(
                block.header(),
                chain.anchor(height, newest.header(), certificate(newest)),
                height == newest.height() ? List.of() : chain.consistencyPath(height, newest.height()));
        List<Hash> roots = chunks.stream()
                .filter(Chunk.History.class::isInstance)
                .map(chunk -> MerkleTree.root(((Chunk.History) chunk).leafHashes()))
                .toList();
        return new SnapshotHead(1, proof, roots, chunks.size(), 0);
    }

    Optional<String> problem(SnapshotHead head) {
        return head.problem(executor.chainId(), members, new ReceiptVerifier(new Ed25519()::verifyMember));
    }

    /** Keeps a snapshot in files. */
    static SnapshotManifest keep(SnapshotFiles files, SnapshotHead head, List<Chunk> chunks) throws IOException {
        files.beginTaking(head.height());
        List<SnapshotManifest.Entry> entries = new ArrayList<>();
        for (Chunk chunk : chunks) {
            entries.add(files.write(head.height(), entries.size(), chunk));
        }
        SnapshotManifest manifest = new SnapshotManifest(head, entries);
        files.keep(manifest);
        return manifest;
    }

    @Override
    public void rejected(Transaction transaction, Rejection reason) {
        throw new AssertionError(transaction + ": " + reason);
    }

    @Override
    public void failed(Transaction transaction, RuntimeException failure) {
        throw new AssertionError(failure);
    }
}
