package dev.quire.internal.journal;

import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Prepared;
import java.util.List;
import java.util.Optional;

/**
 * What one {@code Effect.Persist} asks for.
 *
 * @param hardState empty: as it was
 * @param entries ascending without gaps; the first replaces what the journal holds at its height and above
 * @param prepared written behind the entries; its block is among them or was persisted before
 * @param committedHeight what is known to be committed, noted in the records
 */
public record PersistRequest(
        Optional<HardState> hardState, List<Entry> entries, Optional<Prepared> prepared, long committedHeight) {
    public PersistRequest {
        entries = List.copyOf(entries);
    }
}
