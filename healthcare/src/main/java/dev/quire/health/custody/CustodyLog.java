package dev.quire.health.custody;

import dev.quire.health.Id;
import java.io.IOException;
import java.util.Optional;

/** The custodian's own log, kept in its order. Used by one thread at a time. */
public interface CustodyLog {
    /** Appends; durable when this returns. */
    void append(SignedEntry entry) throws IOException;

    /** The newest entry. */
    Optional<SignedEntry> last() throws IOException;

    /** The receipt of a release for this access and committee. */
    Optional<SignedEntry> release(Id aid, int committee) throws IOException;
}
