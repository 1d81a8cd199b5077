package dev.quire.node.conformance;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.NotCoveredException;
import dev.quire.merkle.ProvenState;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import dev.quire.receipt.History;
import java.util.List;
import java.util.Optional;

/** Verdicts on proofs of state and of the chain. */
final class ProofVerdicts {
    private ProofVerdicts() {}

    /** Does the state with this root have this value under the full key, or, where none is named, nothing? */
    static boolean state(Question question) throws MalformedException {
        Optional<Hash> root = question.hash("root");
        Bytes fullKey = question.bytes("key");
        Optional<Bytes> value = question.optionalBytes("value");
        StateProof proof = StateProof.decode(question.bytes("proof"));
        Optional<ProvenState> proven = root.flatMap(proof::verify);
        if (proven.isEmpty()) {
            return false;
        }
        try {
            // A proof may show a key with nothing but the hash of its value: then it is not absent.
            return proven.get()
                    .entry(StateKey.ofFullKey(fullKey))
                    .map(ProvenState.Entry::valueHash)
                    .equals(value.map(new StateHashes()::value));
        } catch (NotCoveredException unanswered) {
            return false;
        }
    }

    /** Does the chain of the second header go on from the first one, with nothing up to it rewritten? */
    static boolean headers(Question question) throws MalformedException {
        BlockHeader first = BlockHeader.decode(question.bytes("first"));
        BlockHeader second = BlockHeader.decode(question.bytes("second"));
        Optional<List<Hash>> inclusion = question.hashes("inclusion");
        Optional<List<Hash>> consistency = question.hashes("consistency");
        return inclusion.isPresent()
                && consistency.isPresent()
                && chainId(first).equals(chainId(second))
                && History.covers(second, first, inclusion.get())
                && History.continues(second, first, consistency.get());
    }

    private static Hash chainId(BlockHeader header) {
        return header.height() == 0 ? header.hash() : header.chainId();
    }
}
