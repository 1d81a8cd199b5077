package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.RecordKind;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is to be published.
 *
 * @param group the patient's label group, which says into which compartment it goes
 * @param mediaType such as {@code application/fhir+json}; it and all below is sealed with the record
 * @param periodStart a FHIR dateTime, empty where unknown
 * @param periodEnd a FHIR dateTime, empty where unknown
 * @param labels ascending
 * @param sourceId by what the author's own system knows it
 * @param supersedes the version that this one corrects
 * @param content read once, to its end, and not closed
 */
public record NewRecord(
        String group,
        RecordKind kind,
        String mediaType,
        String periodStart,
        String periodEnd,
        List<String> labels,
        String sourceId,
        Optional<Id> supersedes,
        InputStream content) {
    public NewRecord {
        labels = List.copyOf(new TreeSet<>(labels));
    }

    /** An entry or document with no more than its media type. */
    public static NewRecord of(String group, RecordKind kind, String mediaType, InputStream content) {
        return new NewRecord(group, kind, mediaType, "", "", List.of(), "", Optional.empty(), content);
    }

    /** The same as the next version of another one. */
    public NewRecord superseding(Id rid) {
        return new NewRecord(
                group, kind, mediaType, periodStart, periodEnd, labels, sourceId, Optional.of(rid), content);
    }

    @Override
    public String toString() {
        return "NewRecord[" + kind + "]";
    }
}
