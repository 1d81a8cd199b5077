package dev.quire.health.custody;

import dev.quire.health.Id;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import java.io.IOException;
import java.util.Optional;

/**
 * Where shares lie, each written once under (rid, class, committee). Not part of any backup, or encrypted in it under a key
 * that rotates: a share that was erased must stay so. Used by one thread at a time.
 */
public interface ShareStore {
    /** Under what a share lies. */
    record Place(Id rid, ShareClass shareClass, int committee) {}

    /**
     * A share as it was dealt.
     *
     * @param author the organisation that dealt it
     * @param leaves of all seats, as dealt
     */
    record Stored(Share share, Id author, ShareLeaves leaves) implements AutoCloseable {
        public Place place() {
            return new Place(share.rid(), share.shareClass(), leaves.committee());
        }

        @Override
        public void close() {
            share.close();
        }
    }

    /** What lies there; closed by the caller. */
    Optional<Stored> find(Place place) throws IOException;

    /**
     * Writes; durable when this returns. What it is given stays the caller's.
     *
     * @throws IllegalStateException if something lies there: the handler looked before
     */
    void insert(Stored stored) throws IOException;

    /**
     * Writes in the place of what lies there; durable when this returns. For what the ledger has shown to be no share of the
     * record, and for nothing else.
     */
    void replace(Stored stored) throws IOException;
}
