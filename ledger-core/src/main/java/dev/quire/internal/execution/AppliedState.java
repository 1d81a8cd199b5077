package dev.quire.internal.execution;

import dev.quire.internal.statetree.StateTree;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreReader;
import java.util.List;

/** Proofs of what the newest applied block left. */
public final class AppliedState {
    private AppliedState() {}

    /**
     * Proves the values of {@code keys}, or that there are none, under the state root of the applied header.
     *
     * @param snapshot must stand still: a header and a proof of different heights do not fit
     * @throws dev.quire.internal.statetree.ProofTooLargeException if the values are too large for one proof
     */
    public static StateProof prove(StoreReader snapshot, List<StateKey> keys) {
        return StateTree.prove(
                StateColumns.treeRoot(snapshot),
                nodeKey -> snapshot.get(Column.TREE, nodeKey),
                keys.stream().map(KeyRange::of).toList(),
                key -> snapshot.get(Column.STATE, key.fullKey()));
    }
}
