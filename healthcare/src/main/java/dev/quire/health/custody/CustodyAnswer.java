package dev.quire.health.custody;

import dev.quire.codec.Bytes;
import java.util.Optional;

/** What a custodian answers. The entry of its signed log goes with it. */
public sealed interface CustodyAnswer {
    /** The shares of a deal lie durably here. */
    record Receipt(SignedEntry entry) implements CustodyAnswer {}

    /** The shares of an access, sealed to its one-time key with the entry's hash as associated data. */
    record Release(SignedEntry entry, Bytes message) implements CustodyAnswer {}

    /**
     * Nothing was done.
     *
     * @param entry absent in a flood: of requests above the quota only the first in a minute is written
     */
    record Refusal(Denial denial, Optional<SignedEntry> entry) implements CustodyAnswer {}
}
