package dev.quire.gateway.upkeep;

import dev.quire.gateway.vault.CopyState;
import dev.quire.gateway.vault.MendReport;
import dev.quire.health.Id;
import dev.quire.health.keys.blob.ByteRange;
import dev.quire.health.vault.BlobName;

/**
 * A part of a record that was not whole at both members.
 *
 * @param name of the part
 * @param own how this member's copy was found
 * @param other whose copy it was compared with
 * @param copy how that one was found
 * @param outcome how it is now
 * @param detail why it could not be mended; empty otherwise
 */
public record Finding(
        BlobName.Recorded name, CopyState own, Id other, CopyState copy, MendReport.Outcome outcome, String detail) {
    static Finding of(BlobName.Recorded name, Id other, MendReport report) {
        return new Finding(name, report.own(), other, report.copy(), report.outcome(), report.detail());
    }

    /** For the log: ids and bytes, nothing of a person. */
    String sentence() {
        return name.path() + ": own copy " + text(own) + ", copy at member " + other + " " + text(copy) + ": " + outcome
                + (detail.isEmpty() ? "" : ", " + detail);
    }

    private static String text(CopyState state) {
        StringBuilder text = new StringBuilder(state.kind().name());
        for (ByteRange range : state.damaged()) {
            text.append(" bytes ").append(range.from()).append(" to ").append(range.to());
        }
        return text.toString();
    }
}
