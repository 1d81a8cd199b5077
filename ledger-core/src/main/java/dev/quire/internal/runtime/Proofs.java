package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.execution.PastStates;
import dev.quire.internal.statetree.ProofTooLargeException;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateProof;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.StateReceipt;
import dev.quire.spi.ledger.ProofUnavailableException;
import dev.quire.spi.ledger.ProofUnavailableException.Reason;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Puts proofs together from what is stored: nothing is computed from genesis on, so that one costs about as many reads as
 * the tree it is of is deep. Safe for use by several threads.
 */
final class Proofs {
    private final StateStore store;
    private final ChainReader chain;
    private final Blocks blocks;
    private final Executor workers;

    Proofs(StateStore store, ChainReader chain, Blocks blocks, Executor workers) {
        this.store = store;
        this.chain = chain;
        this.blocks = blocks;
        this.workers = workers;
    }

    /** A block, and the certified one that it is tied to. */
    private record Pair(BlockHeader header, BlockHeader anchorHeader, Certificate certificate) {}

    /** Of the state at {@code height}, or at the newest certified one. Fails with {@link ProofUnavailableException}. */
    CompletableFuture<StateReceipt> stateReceipt(List<KeyRange> asked, OptionalLong height) {
        return pair(height, OptionalLong.empty(), Optional.empty())
                .thenApplyAsync(pair -> stateReceipt(asked, pair), workers);
    }

    private StateReceipt stateReceipt(List<KeyRange> asked, Pair pair) {
        long height = pair.header().height();
        try (StoreSnapshot snapshot = store.snapshot()) {
            PastStates states = new PastStates(snapshot);
            long oldest = states.oldestHeight(snapshot.appliedHeight());
            if (height < oldest) {
                throw new ProofUnavailableException(
                        Reason.PRUNED,
                        "the state after block " + height + " is no longer kept here; the oldest is that after block "
                                + oldest);
            }
            StateProof proof = states.prove(height, pair.header().stateRoot(), asked);
            requireAnswerable(asked, proof);
            return new StateReceipt(asked, proof, pair.header(), anchor(pair));
        } catch (ProofTooLargeException e) {
            throw new ProofUnavailableException(Reason.TOO_LARGE, String.valueOf(e.getMessage()));
        }
    }

    /** Questions may overlap, and verifiers refuse what would fill their memory. */
    private static void requireAnswerable(List<KeyRange> asked, StateProof proof) {
        long entries = AskedEntries.count(asked, proof);
        if (entries > StateReceipt.MAX_ENTRIES) {
            throw new ProofUnavailableException(
                    Reason.TOO_LARGE,
                    "the answers to these " + asked.size() + " questions have " + entries + " entries together, and a"
                            + " state receipt has at most " + StateReceipt.MAX_ENTRIES
                            + ": ask for smaller ranges, or for those that overlap one by one");
        }
    }

    /** That the certified block goes on from the one at {@code height}. Fails with {@link ProofUnavailableException}. */
    CompletableFuture<HeaderProof> headerProof(long height, OptionalLong anchorHeight) {
        return headerProof(pair(OptionalLong.of(height), anchorHeight, Optional.empty()));
    }

    /** The same of a block that may have been dropped here: its place in the history tree tells whether this was it. */
    CompletableFuture<HeaderProof> headerProof(BlockHeader known, OptionalLong anchorHeight) {
        return headerProof(pair(OptionalLong.of(known.height()), anchorHeight, Optional.of(known)));
    }

    private CompletableFuture<HeaderProof> headerProof(CompletableFuture<Pair> blocksOfIt) {
        return blocksOfIt.thenApplyAsync(
                pair -> new HeaderProof(
                        pair.header(),
                        anchor(pair),
                        chain.consistencyPath(
                                pair.header().height(), pair.anchorHeader().height())),
                workers);
    }

    /** Has this node a certificate of just this block? */
    boolean isCertified(long height) {
        return chain.certificate(height).isPresent();
    }

    private Anchor anchor(Pair pair) {
        return chain.anchor(pair.header().height(), pair.anchorHeader(), pair.certificate());
    }

    private CompletableFuture<Pair> pair(OptionalLong height, OptionalLong anchorHeight, Optional<BlockHeader> known) {
        try {
            Certificate certificate = certificate(anchorHeight);
            long wanted = height.orElse(certificate.height());
            if (wanted > chain.appliedHeader().height()) {
                throw new ProofUnavailableException(
                        Reason.NOT_COMMITTED,
                        "block " + wanted + " is not committed here yet; the newest is block "
                                + chain.appliedHeader().height());
            }
            if (wanted > certificate.height()) {
                throw notCertified("no certificate covers block " + wanted + " yet; ask again in a moment");
            }
            return header(wanted, known)
                    .thenCombine(
                            header(certificate.height(), Optional.empty()),
                            (header, anchorHeader) -> new Pair(header, anchorHeader, certificate));
        } catch (ProofUnavailableException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Certificate certificate(OptionalLong height) {
        if (height.isPresent()) {
            return chain.certificate(height.getAsLong())
                    .orElseThrow(() -> notCertified("this node has no certificate of block " + height.getAsLong()
                            + "; without a height the newest one is taken"));
        }
        return chain.newestCertificate().orElseThrow(() -> notCertified("no block is certified yet"));
    }

    private static ProofUnavailableException notCertified(String message) {
        return new ProofUnavailableException(Reason.NOT_CERTIFIED, message);
    }

    private CompletableFuture<BlockHeader> header(long height, Optional<BlockHeader> known) {
        return blocks.at(height)
                .thenApplyAsync(
                        block -> block.map(Block::header)
                                .or(() -> known.filter(chain::isInHistory))
                                .orElseThrow(() -> pruned(height, known)),
                        workers);
    }

    private static ProofUnavailableException pruned(long height, Optional<BlockHeader> known) {
        return new ProofUnavailableException(
                Reason.PRUNED,
                "block " + height + " is no longer kept here"
                        + (known.isPresent()
                                ? ", and it was not the one with that header: ask another node, and compare what they say"
                                : "; ask another node, or with the block's header"));
    }
}
