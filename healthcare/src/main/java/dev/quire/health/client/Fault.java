package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.Denial;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * What a member failed in.
 *
 * @param denial where its custodian refused
 * @param sentence for a person, with the member's id
 */
public record Fault(Id orgId, Kind kind, Optional<Denial> denial, String sentence) {
    /** How it failed. */
    public enum Kind {
        /** Not reached, or no answer in time. */
        SILENT,
        /** Its custodian said no. */
        DENIED,
        /** It does not have what was asked. */
        MISSING,
        /** What it gave is not what was dealt, put or signed: it is faulty, or it lies. */
        FALSE
    }

    static Fault denied(Id orgId, Denial denial) {
        return new Fault(orgId, Kind.DENIED, Optional.of(denial), orgId + " refused: " + denial.sentence());
    }

    /** @param failure as the future of its answer ended: in words, not with the classes that carried it here */
    static Fault silent(Id orgId, Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof UncheckedIOException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return of(orgId, Kind.SILENT, "did not answer in time");
        }
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return of(orgId, Kind.SILENT, "did not answer: " + why);
    }

    static Fault of(Id orgId, Kind kind, String what) {
        return new Fault(orgId, kind, Optional.empty(), orgId + " " + what);
    }
}
