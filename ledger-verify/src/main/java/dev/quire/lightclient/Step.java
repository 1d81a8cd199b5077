package dev.quire.lightclient;

import dev.quire.receipt.Verification.Invalid;

/** What a light client makes of a header proof. */
public sealed interface Step {
    /** The chain goes on from the trusted head to this newer one. */
    record Advanced(TrustedHead head) implements Step {}

    /** It leads to the trusted head itself, or to an older block of the same chain. */
    record Known() implements Step {}

    /** The members have certified two histories. There is no way on from here but by people. */
    record Forked(Fork fork) implements Step {}

    /** It does not hold, or does not start where it has to: whoever gave it is at fault, and nothing follows from it. */
    record Refused(Invalid why) implements Step {}
}
