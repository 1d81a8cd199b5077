package dev.quire.testdata;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.lightclient.Fork;
import dev.quire.lightclient.TrustedHead;
import dev.quire.merkle.BitPath;
import dev.quire.merkle.HistoryFrontier;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One value of every structure, the same in every run, with its decoder. */
public final class Samples {
    /** A structure as bytes. */
    public record Sample(Bytes encoded, Decoder decoder) {}

    /** Reads a structure and writes it again. */
    @FunctionalInterface
    public interface Decoder {
        Bytes reencode(Bytes bytes) throws MalformedException;
    }

    private Samples() {}

    /** By the names that the vectors file has. */
    public static Map<String, Sample> all() {
        TestChain chain = new TestChain("sample", ConsensusMode.BFT, 0, 4);
        chain.block()
                .blockThatChangesTo(chain.memberSet(ConsensusMode.CFT, 1, 3))
                .block()
                .block();
        Receipt receipt = chain.receipt(1, 1, 4);
        Transaction transaction = receipt.transaction();
        Block block = new Block(receipt.header(), Optional.of(chain.certificate(1)), List.of(transaction, transaction));
        Map<String, Sample> samples = new LinkedHashMap<>();
        samples.put(
                "transaction",
                sample(transaction.encoded(), b -> Transaction.decode(b).encoded()));
        samples.put(
                "header",
                sample(receipt.header().encoded(), b -> BlockHeader.decode(b).encoded()));
        samples.put("block", sample(block.encoded(), Samples::reencodeBlock));
        samples.put(
                "certificate-cft",
                sample(
                        chain.certificate(3).encoded(),
                        b -> Certificate.decode(b).encoded()));
        samples.put(
                "certificate-bft",
                sample(
                        chain.certificate(1).encoded(),
                        b -> Certificate.decode(b).encoded()));
        samples.put(
                "result-leaf",
                sample(receipt.resultLeaf().encoded(), b -> ResultLeaf.decode(b).encoded()));
        samples.put(
                "member-set",
                sample(chain.members(0).encoded(), b -> MemberSet.decode(b).encoded()));
        samples.put(
                "parameters",
                sample(
                        Parameters.defaults().encoded(),
                        b -> Parameters.decode(b).encoded()));
        samples.put(
                "genesis",
                sample(
                        genesis(chain.members(0)).encoded(),
                        b -> Genesis.decode(b).encoded()));
        samples.put(
                "history-frontier",
                sample(frontier(5).encoded(), b -> HistoryFrontier.decode(b).encoded()));
        samples.put(
                "state-proof",
                sample(stateProof().encoded(), b -> StateProof.decode(b).encoded()));
        samples.put(
                "anchor",
                sample(receipt.anchor().encoded(), b -> Anchor.decode(b).encoded()));
        samples.put("receipt", sample(receipt.encoded(), b -> Receipt.decode(b).encoded()));
        samples.put(
                "state-receipt",
                sample(stateReceipt().encoded(), b -> StateReceipt.decode(b).encoded()));
        samples.put(
                "header-proof",
                sample(
                        chain.headerProof(2, 4).encoded(),
                        b -> HeaderProof.decode(b).encoded()));
        samples.put("fork", sample(fork().encoded(), b -> Fork.decode(b).encoded()));
        TrustedHead head = new TrustedHead(chain.header(4), chain.certificate(4), chain.members(4));
        samples.put(
                "trusted-head",
                sample(head.encoded(), b -> TrustedHead.decode(b).encoded()));
        return samples;
    }

    private static Fork fork() {
        TestChain one = new TestChain("sample", ConsensusMode.BFT, 0, 4);
        TestChain other = new TestChain("sample", ConsensusMode.BFT, 0, 4);
        one.block("one").block();
        other.block("another");
        return new Fork(one.headerProof(1, 2), other.headerProof(1, 1));
    }

    private static Sample sample(Bytes encoded, Decoder decoder) {
        return new Sample(encoded, decoder);
    }

    /** A block keeps the bytes that it came in; what must agree is what it writes of its parts. */
    private static Bytes reencodeBlock(Bytes bytes) throws MalformedException {
        Block block = Block.decode(bytes);
        return new Block(block.header(), block.lastCertificate(), block.transactions()).encoded();
    }

    private static Genesis genesis(MemberSet members) {
        return new Genesis(
                "vectors",
                1_700_000_000_000_000L,
                Bytes.fromHex("000102030405060708090a0b0c0d0e0f"),
                members,
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(new PluginVersion(7, 3), Bytes.utf8("start"))));
    }

    private static HistoryFrontier frontier(int size) {
        HistoryFrontier frontier = HistoryFrontier.EMPTY;
        for (int i = 0; i < size; i++) {
            frontier = frontier.append(Hash.of(TestKey.seed(i))).frontier();
        }
        return frontier;
    }

    private static StateReceipt stateReceipt() {
        SortedMap<StateKey, Bytes> state = new TreeMap<>();
        for (String key : List.of("a", "ab", "b", "c")) {
            state.put(new StateKey(7, Bytes.utf8(key)), Bytes.utf8("value of " + key));
        }
        StateKey ab = new StateKey(7, Bytes.utf8("ab"));
        StateKey c = new StateKey(7, Bytes.utf8("c"));
        return new TestChain("sample", ConsensusMode.BFT, 0, 4)
                .blockWith(state)
                .block()
                .stateReceipt(1, 2, KeyRange.of(ab), KeyRange.between(ab, c), KeyRange.startingAt(c));
    }

    private static StateProof stateProof() {
        StateKey a = new StateKey(7, Bytes.utf8("a"));
        StateKey ab = new StateKey(7, Bytes.utf8("ab"));
        BitPath fork = a.path().prefix(a.path().commonPrefixLength(ab.path()));
        StateProof.Node pair = new StateProof.Inner(
                fork, new StateProof.OpenLeaf(a, Bytes.utf8("value")), new StateProof.Leaf(ab, Hash.ZERO));
        BitPath top = fork.prefix(3);
        boolean left = fork.bit(3) == 0;
        StateProof.Node pruned = new StateProof.Pruned(Hash.of(TestKey.seed(0)));
        return new StateProof(new StateProof.Inner(top, left ? pair : pruned, left ? pruned : pair));
    }
}
