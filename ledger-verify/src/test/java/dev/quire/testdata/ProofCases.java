package dev.quire.testdata;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.SlowState;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.MemberSetLink;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import dev.quire.receipt.Verification.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Receipts and proofs, each with the one answer that a verifier may give. */
public final class ProofCases {
    /** The answer where the bytes are no structure at all. */
    public static final String MALFORMED = "MALFORMED";

    /** The answer where all holds. */
    public static final String VALID = "VALID";

    /**
     * @param policy besides the chain's id, which the members file names
     * @param answer {@link #VALID}, {@link #MALFORMED} or the name of a reason
     */
    public record Case(String name, Bytes bytes, Policy policy, String answer) {}

    private static final StateKey A = key("a");
    private static final StateKey AB = key("ab");
    private static final StateKey B = key("b");
    private static final StateKey C = key("c");

    private final TestChain chain;
    private final MemberSet secondSet;
    private final List<Case> cases = new ArrayList<>();

    private ProofCases() {
        chain = new TestChain("proofs", ConsensusMode.BFT, 0, 4);
        secondSet = chain.memberSet(ConsensusMode.BFT, 1, 4);
        chain.blockWith(state()).block().blockThatChangesTo(secondSet).block().block();
    }

    /** The chain of all cases: blocks 0 to 5, another member set from block 4 on. */
    public static TestChain chain() {
        return new ProofCases().chain;
    }

    /** Trusts the members of block 0. */
    public static MembersFile membersFile() {
        TestChain chain = chain();
        TreeMap<PublicKey, String> names = new TreeMap<>();
        chain.members(0).members().forEach(key -> names.put(key, "Member " + names.size()));
        return new MembersFile(chain.chainId(), ConsensusMode.BFT, names);
    }

    public static List<Case> all() {
        ProofCases cases = new ProofCases();
        cases.receipts();
        cases.anchors();
        cases.certificates();
        cases.states();
        cases.headers();
        return cases.cases;
    }

    private static StateKey key(String key) {
        return new StateKey(7, Bytes.utf8(key));
    }

    private static SortedMap<StateKey, Bytes> state() {
        SortedMap<StateKey, Bytes> state = new TreeMap<>();
        for (StateKey key : List.of(A, AB, C, new StateKey(7, Bytes.utf8("d")), new StateKey(8, Bytes.utf8("a")))) {
            state.put(key, Bytes.utf8("value of " + key));
        }
        return state;
    }

    private void add(String name, Proof proof, String answer) {
        add(name, proof.encoded(), answer);
    }

    private void add(String name, Proof proof, Reason reason) {
        add(name, proof.encoded(), reason.name());
    }

    private void add(String name, Bytes bytes, String answer) {
        cases.add(new Case(name, bytes, Policy.any(), answer));
    }

    private void receipts() {
        Receipt right = chain.receipt(1, 0, 3);
        add("receipt: applied, anchored at its own block", chain.receipt(2, 2, 2), VALID);
        add("receipt: applied, anchored at a later block", right, VALID);
        add("receipt: refused", chain.receipt(2, 1, 3), VALID);
        add("receipt: anchored across a change of the member set", chain.receipt(1, 0, 5), VALID);
        Bytes bytes = right.encoded();
        add("receipt: a byte is missing", bytes.slice(0, bytes.size() - 1), MALFORMED);
        add("receipt: a byte too many", bytes.concat(Bytes.fromHex("00")), MALFORMED);
        add("receipt: version 2", Bytes.fromHex("1102").concat(bytes.slice(2, bytes.size())), MALFORMED);
        add("receipt: wrong index", with(right, 1, right.txPath(), right.header()), Reason.TRANSACTION_NOT_IN_BLOCK);
        add(
                "receipt: truncated path",
                with(right, 0, right.txPath().subList(1, 2), right.header()),
                Reason.TRANSACTION_NOT_IN_BLOCK);
        BlockHeader swapped = withSwappedRoots(right.header());
        add("receipt: swapped roots", with(right, 0, right.txPath(), swapped), Reason.TRANSACTION_NOT_IN_BLOCK);
        Receipt other = chain.receipt(1, 1, 3);
        add(
                "receipt: result of another transaction",
                new Receipt(
                        right.transaction(),
                        0,
                        other.resultLeaf(),
                        right.txPath(),
                        other.resultPath(),
                        right.header(),
                        right.anchor()),
                Reason.RESULT_OF_ANOTHER);
        Receipt foreign =
                new TestChain("another", ConsensusMode.BFT, 0, 4).block().receipt(1, 0, 1);
        add("receipt: foreign chain", foreign, Reason.FOREIGN_CHAIN);
        add("receipt: anchor of a foreign chain", right.renewed(foreign.anchor()), Reason.FOREIGN_CHAIN);
    }

    private void anchors() {
        Receipt right = chain.receipt(1, 0, 3);
        Anchor anchor = right.anchor();
        add("anchor: below the block", chain.receipt(3, 0, 3).renewed(chain.anchor(2, 2)), Reason.BLOCK_NOT_IN_HISTORY);
        add(
                "anchor: truncated history path",
                right.renewed(new Anchor(anchor.header(), anchor.certificate(), List.of(), List.of())),
                Reason.BLOCK_NOT_IN_HISTORY);
        Receipt across = chain.receipt(1, 0, 5);
        Anchor bridged = across.anchor();
        add(
                "anchor: stale member set, the change is not shown",
                across.renewed(new Anchor(bridged.header(), bridged.certificate(), bridged.historyPath(), List.of())),
                Reason.WRONG_MEMBER_SET);
        MemberSetLink link = bridged.memberSets().get(0);
        add(
                "anchor: a step to another set than the block names",
                linked(across, new MemberSetLink(link.header(), link.certificate(), chain.members(0))),
                Reason.BROKEN_MEMBER_SET_CHAIN);
        add("anchor: a step is repeated", linked(across, link, link), Reason.BROKEN_MEMBER_SET_CHAIN);
        add(
                "anchor: a step without its certificate",
                linked(across, new MemberSetLink(link.header(), chain.certificate(2), link.newSet())),
                Reason.CERTIFICATE_OF_ANOTHER);
    }

    private static Receipt linked(Receipt receipt, MemberSetLink... links) {
        Anchor anchor = receipt.anchor();
        return receipt.renewed(new Anchor(anchor.header(), anchor.certificate(), anchor.historyPath(), List.of(links)));
    }

    private void certificates() {
        Certificate right = chain.certificate(3);
        add("certificate: too few signatures", certified(chain.certificate(3, 0, 1)), Reason.TOO_FEW_SIGNATURES);
        add("certificate: of another block", certified(chain.certificate(2)), Reason.CERTIFICATE_OF_ANOTHER);
        List<MemberSignature> signatures = right.signatures();
        add(
                "certificate: unknown signer",
                certified(signed(right, signatures.get(0), signatures.get(1), renamed(signatures.get(2), 4))),
                Reason.UNKNOWN_SIGNER);
        add(
                "certificate: a signature under another member's name",
                certified(signed(right, signatures.get(0), signatures.get(1), renamed(signatures.get(2), 3))),
                Reason.BAD_SIGNATURE);
        byte[] bad = signatures.get(2).signature().bytes().toArray();
        bad[40] ^= 1;
        add(
                "certificate: one bad signature among enough good ones",
                certified(signed(
                        chain.certificate(3, 0, 1, 2, 3),
                        signatures.get(0),
                        signatures.get(1),
                        new MemberSignature(2, new Signature(Bytes.wrap(bad))),
                        chain.certificate(3, 0, 1, 2, 3).signatures().get(3))),
                Reason.BAD_SIGNATURE);
        add("certificate: repeated signer", repeatedSigner(), MALFORMED);
        add("certificate: signatures out of order", signersOutOfOrder(), MALFORMED);
        add(
                "certificate: CFT where the member set is BFT",
                certified(
                        new Certificate(ConsensusMode.CFT, 3, right.blockHash(), 0, right.memberSetHash(), signatures)),
                Reason.WRONG_MODE);
        Bytes three = certified(right).encoded();
        Policy four = new Policy(ConsensusMode.BFT, 4, Optional.empty());
        cases.add(
                new Case("policy: three signatures where four are asked for", three, four, Reason.BELOW_POLICY.name()));
        Policy bft = new Policy(ConsensusMode.BFT, 3, Optional.empty());
        cases.add(new Case("policy: BFT and three signatures, as asked for", three, bft, VALID));
    }

    private Bytes repeatedSigner() {
        Bytes receipt = certified(chain.certificate(3)).encoded();
        Bytes certificate = chain.certificate(3).encoded();
        byte[] changed = receipt.toArray();
        int start = indexOf(receipt, certificate) + certificate.size() - 3 * 66;
        System.arraycopy(changed, start, changed, start + 66, 66);
        return Bytes.wrap(changed);
    }

    private Bytes signersOutOfOrder() {
        Bytes receipt = certified(chain.certificate(3)).encoded();
        Bytes certificate = chain.certificate(3).encoded();
        byte[] changed = receipt.toArray();
        int second = indexOf(receipt, certificate) + certificate.size() - 2 * 66;
        System.arraycopy(changed, second + 66, changed, second, 66);
        System.arraycopy(receipt.toArray(), second, changed, second + 66, 66);
        return Bytes.wrap(changed);
    }

    private static int indexOf(Bytes whole, Bytes part) {
        int start = 0;
        while (!whole.slice(start, start + part.size()).equals(part)) {
            start++;
        }
        return start;
    }

    private Receipt certified(Certificate certificate) {
        return chain.receipt(3, 0, 3).renewed(new Anchor(chain.header(3), certificate, List.of(), List.of()));
    }

    private static MemberSignature renamed(MemberSignature signature, int index) {
        return new MemberSignature(index, signature.signature());
    }

    private static Certificate signed(Certificate certificate, MemberSignature... signatures) {
        return new Certificate(
                certificate.mode(),
                certificate.height(),
                certificate.blockHash(),
                certificate.view(),
                certificate.memberSetHash(),
                List.of(signatures));
    }

    private void states() {
        KeyRange middle = KeyRange.between(AB, C);
        add("state: present", chain.stateReceipt(1, 2, KeyRange.of(AB)), VALID);
        add("state: absent", chain.stateReceipt(1, 2, KeyRange.of(B)), VALID);
        add("state: many keys, present and absent", chain.stateReceipt(2, 5, KeyRange.of(A), KeyRange.of(B)), VALID);
        add("state: a range with entries", chain.stateReceipt(1, 1, middle), VALID);
        add("state: no entry in a range", chain.stateReceipt(1, 3, KeyRange.between(B, C)), VALID);
        add("state: to the end", chain.stateReceipt(1, 3, KeyRange.startingAt(AB)), VALID);
        add("state: of no keys at all", chain.stateReceipt(0, 3, KeyRange.of(A), KeyRange.startingAt(A)), VALID);
        StateReceipt right = chain.stateReceipt(1, 3, middle);
        StateProof one = SlowState.prove(state(), List.of(KeyRange.of(AB)));
        add("state: the proof leaves a part of the range out", with(right, one), Reason.NOT_COVERED);
        StateProof hash = new StateProof(new StateProof.Pruned(SlowState.root(state())));
        add("state: the proof is one hash", with(right, hash), Reason.NOT_COVERED);
        SortedMap<StateKey, Bytes> less = state();
        less.remove(AB);
        add(
                "state: a key is left out",
                with(right, SlowState.prove(less, List.of(middle))),
                Reason.STATE_OF_ANOTHER_ROOT);
        SortedMap<StateKey, Bytes> changed = state();
        changed.put(AB, Bytes.utf8("another value"));
        add(
                "state: another value",
                with(right, SlowState.prove(changed, List.of(middle))),
                Reason.STATE_OF_ANOTHER_ROOT);
        add(
                "state: of another block's state",
                new StateReceipt(right.asked(), right.stateProof(), chain.header(0), chain.anchor(0, 3)),
                Reason.STATE_OF_ANOTHER_ROOT);
        byte[] padded = right.encoded().toArray();
        // The root's prefix has 14 bits, in two bytes behind tag, version, kind and length.
        padded[indexOf(right.encoded(), right.stateProof().encoded()) + 6] |= 1;
        add("state: padding that is not zero", Bytes.wrap(padded), MALFORMED);
        byte[] reversed =
                chain.stateReceipt(1, 3, KeyRange.between(A, C)).encoded().toArray();
        // The last byte of the end of the range: a to a, which asks for nothing.
        reversed[2 + 2 + 1 + 4 + 3 + 4 + 2] = 'a';
        add("state: a range of nothing", Bytes.wrap(reversed), MALFORMED);
    }

    private void headers() {
        add("header: adjacent blocks", chain.headerProof(2, 3), VALID);
        add("header: from block 0", chain.headerProof(0, 3), VALID);
        add("header: over a distance, and a change of the member set", chain.headerProof(1, 5), VALID);
        add("header: the block itself", chain.headerProof(3, 3), VALID);
        HeaderProof right = chain.headerProof(3, 5);
        List<Hash> path = right.consistencyPath();
        add(
                "header: truncated consistency path",
                new HeaderProof(right.header(), right.anchor(), path.subList(0, path.size() - 1)),
                Reason.REWRITTEN_HISTORY);
        add(
                "header: no consistency path",
                new HeaderProof(right.header(), right.anchor(), List.of()),
                Reason.REWRITTEN_HISTORY);
        add(
                "header: a path where there is no history",
                new HeaderProof(chain.header(0), chain.anchor(0, 3), List.of(Hash.ZERO)),
                Reason.REWRITTEN_HISTORY);
        add(
                "header: the path of another block",
                new HeaderProof(chain.header(2), right.anchor(), path),
                Reason.BLOCK_NOT_IN_HISTORY);
        TestChain rewritten = new TestChain("proofs", ConsensusMode.BFT, 0, 4);
        rewritten.blockWith(state()).block("rewritten").block().block();
        HeaderProof fork = rewritten.headerProof(2, 4);
        add("header: a rewritten chain proves itself", fork, VALID);
        add(
                "header: a rewritten chain does not cover the block that it replaced",
                new HeaderProof(chain.header(2), fork.anchor(), fork.consistencyPath()),
                Reason.BLOCK_NOT_IN_HISTORY);
    }

    private static StateReceipt with(StateReceipt receipt, StateProof proof) {
        return new StateReceipt(receipt.asked(), proof, receipt.header(), receipt.anchor());
    }

    private static Receipt with(Receipt r, int index, List<Hash> txPath, BlockHeader header) {
        return new Receipt(r.transaction(), index, r.resultLeaf(), txPath, r.resultPath(), header, r.anchor());
    }

    private static BlockHeader withSwappedRoots(BlockHeader h) {
        return new BlockHeader(
                h.chainId(),
                h.height(),
                h.timeMicros(),
                h.previousHash(),
                h.lastCertHeight(),
                h.lastCertHash(),
                h.proposer(),
                h.resultRoot(),
                h.txCount(),
                h.txRoot(),
                h.stateRoot(),
                h.historyRoot(),
                h.memberSetHash(),
                h.nextMemberSetHash(),
                h.parametersHash(),
                h.pluginVersions(),
                h.extensions());
    }
}
