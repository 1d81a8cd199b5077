package dev.quire.health.keys.blob;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * What a record is, told only to who opens it. Encoded as uint8 version 1, uint64 length, hash, then the texts as uint32
 * length and UTF-8, the labels with a uint16 count before them.
 *
 * @param plainLength true bytes of plaintext, without the padding
 * @param plainHash SHA-256 of them
 * @param mediaType such as {@code application/fhir+json}, at most 127 bytes
 * @param periodStart clinical period: a FHIR dateTime of at most 35 bytes, empty if unknown
 * @param periodEnd likewise
 * @param labels security labels, ascending, at most 32 of at most 64 bytes
 * @param sourceId the record's name in its author's system, at most 128 bytes
 */
public record Description(
        long plainLength,
        Hash plainHash,
        String mediaType,
        String periodStart,
        String periodEnd,
        List<String> labels,
        String sourceId) {
    private static final int VERSION = 1;
    private static final int MAX_MEDIA_TYPE_SIZE = 127;
    private static final int MAX_DATE_SIZE = 35;
    private static final int MAX_LABELS = 32;
    private static final int MAX_LABEL_SIZE = 64;
    private static final int MAX_SOURCE_ID_SIZE = 128;

    /** @throws IllegalArgumentException if a field is out of its bounds, or the labels do not ascend */
    public Description {
        labels = List.copyOf(labels);
        requireSize("media type", mediaType, MAX_MEDIA_TYPE_SIZE);
        requireSize("beginning", periodStart, MAX_DATE_SIZE);
        requireSize("end", periodEnd, MAX_DATE_SIZE);
        requireSize("source id", sourceId, MAX_SOURCE_ID_SIZE);
        if (plainLength < 0 || labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("the length is negative, or there are more than 32 labels");
        }
        for (int i = 0; i < labels.size(); i++) {
            requireSize("label", labels.get(i), MAX_LABEL_SIZE);
            if (i > 0 && Bytes.utf8(labels.get(i - 1)).compareTo(Bytes.utf8(labels.get(i))) >= 0) {
                throw new IllegalArgumentException("the labels do not ascend");
            }
        }
    }

    private static void requireSize(String what, String text, int max) {
        if (Bytes.utf8(text).size() > max) {
            throw new IllegalArgumentException("the " + what + " is longer than " + max + " bytes");
        }
    }

    Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter().u8(VERSION).u64(plainLength).fixed(plainHash.bytes());
        out.bytes(Bytes.utf8(mediaType)).bytes(Bytes.utf8(periodStart)).bytes(Bytes.utf8(periodEnd));
        out.u16(labels.size());
        labels.forEach(label -> out.bytes(Bytes.utf8(label)));
        return out.bytes(Bytes.utf8(sourceId)).toBytes();
    }

    static Description decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = new CanonicalReader("description", encoded);
        if (in.u8() != VERSION) {
            throw in.malformed("the version is unknown");
        }
        long plainLength = in.u64();
        Hash plainHash = Hash.read(in);
        String mediaType = in.bytes(MAX_MEDIA_TYPE_SIZE).toUtf8();
        String periodStart = in.bytes(MAX_DATE_SIZE).toUtf8();
        String periodEnd = in.bytes(MAX_DATE_SIZE).toUtf8();
        int count = in.count16(MAX_LABELS);
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(in.bytes(MAX_LABEL_SIZE).toUtf8());
        }
        String sourceId = in.bytes(MAX_SOURCE_ID_SIZE).toUtf8();
        in.end();
        try {
            return new Description(plainLength, plainHash, mediaType, periodStart, periodEnd, labels, sourceId);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("description: " + e.getMessage(), e);
        }
    }

    /** Nothing of it: a description is as sensitive as the record. */
    @Override
    public String toString() {
        return "Description";
    }
}
