package dev.quire.testdata;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.merkle.HistoryFrontier;
import dev.quire.merkle.HistoryNode;
import dev.quire.merkle.HistoryProof;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.MerkleTree;
import dev.quire.merkle.SlowState;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.MemberSetLink;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A chain with real hashes and signatures, built without an engine. Each block has three transactions. */
public final class TestChain {
    private static final TestKey SENDER = new TestKey(1000);
    private static final int TRANSACTIONS = 3;

    private final List<BlockHeader> headers = new ArrayList<>();
    private final List<List<Transaction>> transactions = new ArrayList<>();
    private final List<List<ResultLeaf>> results = new ArrayList<>();
    private final List<MemberSet> sets = new ArrayList<>();
    private final Map<PublicKey, TestKey> keys = new LinkedHashMap<>();
    private final Map<HistoryNode, Hash> nodes = new LinkedHashMap<>();
    private HistoryFrontier history = HistoryFrontier.EMPTY;
    private final List<SortedMap<StateKey, Bytes>> states = new ArrayList<>();
    private SortedMap<StateKey, Bytes> state = new TreeMap<>();
    private MemberSet next;

    /** A chain of genesis alone, whose members are the keys {@code firstKey} to {@code firstKey + members - 1}. */
    public TestChain(String name, ConsensusMode mode, int firstKey, int members) {
        next = memberSet(mode, firstKey, members);
        append(Bytes.utf8(name), 0);
    }

    /** Registers the keys of a set that the chain may change to. */
    public MemberSet memberSet(ConsensusMode mode, int firstKey, int members) {
        List<TestKey> made = IntStream.range(firstKey, firstKey + members)
                .mapToObj(TestKey::new)
                .toList();
        made.forEach(key -> keys.put(key.publicKey(), key));
        return MemberSet.of(mode, made.stream().map(TestKey::publicKey).toList());
    }

    public Hash chainId() {
        return headers.get(0).hash();
    }

    /** How many blocks there are, block 0 among them. */
    public int length() {
        return headers.size();
    }

    public BlockHeader header(int height) {
        return headers.get(height);
    }

    public MemberSet members(int height) {
        return sets.get(height);
    }

    /** Adds a block; the next one is of the same members. */
    public TestChain block() {
        return append(Bytes.EMPTY, TRANSACTIONS);
    }

    /** Adds a block that differs from another chain's by its {@code note}. */
    public TestChain block(String note) {
        return append(Bytes.utf8(note), TRANSACTIONS);
    }

    /** Adds a block after which the state is this. */
    public TestChain blockWith(SortedMap<StateKey, Bytes> newState) {
        state = new TreeMap<>(newState);
        return block();
    }

    /** Adds a block after which {@code newSet} is in force. */
    public TestChain blockThatChangesTo(MemberSet newSet) {
        MemberSet old = next;
        next = newSet;
        return append(Bytes.EMPTY, TRANSACTIONS, old);
    }

    private TestChain append(Bytes extensions, int count) {
        return append(extensions, count, next);
    }

    private TestChain append(Bytes extensions, int count, MemberSet members) {
        int height = headers.size();
        List<Transaction> body =
                IntStream.range(0, count).mapToObj(i -> transaction(height, i)).toList();
        List<ResultLeaf> leaves =
                IntStream.range(0, count).mapToObj(i -> result(body.get(i), i)).toList();
        BlockHeader header = new BlockHeader(
                height == 0 ? Hash.ZERO : chainId(),
                height,
                1_700_000_000_000_000L + height,
                height == 0 ? Hash.ZERO : headers.get(height - 1).hash(),
                0,
                Hash.ZERO,
                members.members().get(0),
                MerkleTree.root(MerkleTree.leafHashes(
                        body.stream().map(Transaction::encoded).toList())),
                count,
                MerkleTree.root(MerkleTree.leafHashes(
                        leaves.stream().map(ResultLeaf::encoded).toList())),
                SlowState.root(state),
                history.root(),
                members.hash(),
                next.hash(),
                Parameters.defaults().hash(),
                List.of(new PluginVersion(0, 1), new PluginVersion(7, 3)),
                extensions);
        HistoryFrontier.Appended appended = history.append(header.hash());
        history = appended.frontier();
        appended.completed().forEach(node -> nodes.put(node.node(), node.hash()));
        headers.add(header);
        transactions.add(body);
        results.add(leaves);
        sets.add(members);
        states.add(state);
        return this;
    }

    private Transaction transaction(int height, int index) {
        return new Transaction.Unsigned(
                        chainId(),
                        7,
                        1_700_000_100_000_000L,
                        Bytes.wrap(new byte[Transaction.NONCE_SIZE]),
                        SENDER.publicKey(),
                        Bytes.utf8("transaction " + index + " of block " + height))
                .sign(message -> SENDER.sign(message).bytes());
    }

    /** The transaction at index 1 is refused with code 42. */
    private static ResultLeaf result(Transaction transaction, int index) {
        Hash nothing = Domain.OUTPUT.hash();
        return new ResultLeaf(
                index, transaction.id(), index == 1 ? 42 : 0, nothing, Domain.EVENTS.hash(), Domain.WRITE_SET.hash());
    }

    /** A certificate of the block by the members at the positions {@code signers} of its set. */
    public Certificate certificate(int height, int... signers) {
        MemberSet members = sets.get(height);
        Certificate unsigned = new Certificate(
                members.mode(),
                height,
                headers.get(height).hash(),
                members.mode() == ConsensusMode.BFT ? 5 : 0,
                members.hash(),
                List.of());
        Bytes message = unsigned.vote(chainId()).signingBytes();
        List<MemberSignature> signatures = IntStream.of(signers)
                .mapToObj(i -> new MemberSignature(
                        i, keys.get(members.members().get(i)).sign(message)))
                .toList();
        return new Certificate(
                unsigned.mode(), height, unsigned.blockHash(), unsigned.view(), members.hash(), signatures);
    }

    /** By the first members, as many as must sign. */
    public Certificate certificate(int height) {
        return certificate(height, IntStream.range(0, sets.get(height).quorum()).toArray());
    }

    /** The receipt of a transaction, anchored at {@code anchorHeight}, for who trusts the members of genesis. */
    public Receipt receipt(int height, int index, int anchorHeight) {
        return new Receipt(
                transactions.get(height).get(index),
                index,
                results.get(height).get(index),
                MerkleTree.inclusionPath(
                        MerkleTree.leafHashes(transactions.get(height).stream()
                                .map(Transaction::encoded)
                                .toList()),
                        index),
                MerkleTree.inclusionPath(
                        MerkleTree.leafHashes(results.get(height).stream()
                                .map(ResultLeaf::encoded)
                                .toList()),
                        index),
                headers.get(height),
                anchor(height, anchorHeight));
    }

    /** What the state was after the block at {@code height}, as far as it is asked for. */
    public StateReceipt stateReceipt(int height, int anchorHeight, KeyRange... asked) {
        return new StateReceipt(
                List.of(asked),
                SlowState.prove(states.get(height), List.of(asked)),
                headers.get(height),
                anchor(height, anchorHeight));
    }

    /** That the block at {@code anchorHeight} goes on from the one at {@code height}. */
    public HeaderProof headerProof(int height, int anchorHeight) {
        List<Hash> path = height == 0 ? List.of() : HistoryProof.consistencyPath(height, anchorHeight, nodes::get);
        return new HeaderProof(headers.get(height), anchor(height, anchorHeight), path);
    }

    public Anchor anchor(int height, int anchorHeight) {
        List<MemberSetLink> links = new ArrayList<>();
        for (int i = 0; i < anchorHeight; i++) {
            if (!sets.get(i).equals(sets.get(i + 1))) {
                links.add(new MemberSetLink(headers.get(i), certificate(i), sets.get(i + 1)));
            }
        }
        List<Hash> path =
                height == anchorHeight ? List.of() : HistoryProof.inclusionPath(height, anchorHeight, nodes::get);
        return new Anchor(headers.get(anchorHeight), certificate(anchorHeight), path, links);
    }
}
