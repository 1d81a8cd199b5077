package dev.quire.pbft;

import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The VIEW-CHANGEs that a view begins with. It needs no signature of its own and may come from anybody: it proves by
 * itself what may be proposed in the view. Different sets may allow different blocks, but each allows whatever could be
 * committed already.
 *
 * @param changes ascending by member, one per member, all for this view
 */
record NewView(long view, List<ViewChange> changes) implements PbftMessage {
    NewView {
        changes = List.copyOf(changes);
    }

    /** The certificate of the highest block that any of them knows to be committed. */
    Optional<Certificate> certificate() {
        return changes.stream()
                .flatMap(change -> change.certificate().stream())
                .max(Comparator.comparingLong(Certificate::height));
    }

    /** The height that this view begins at. Above it the view is free: nothing was prepared there in an earlier one. */
    long openHeight() {
        return changes.stream().mapToLong(ViewChange::committedHeight).max().orElse(0) + 1;
    }

    /** The block that a quorum prepared at the open height in the highest view, if any. */
    Optional<Hash> highestPrepared() {
        return changes.stream()
                .flatMap(change -> change.prepared().stream())
                .filter(prepared -> prepared.height() == openHeight())
                .max(Comparator.comparingLong(PreparedCertificate::view))
                .map(PreparedCertificate::blockHash);
    }
}
