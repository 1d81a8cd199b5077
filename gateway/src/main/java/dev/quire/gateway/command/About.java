package dev.quire.gateway.command;

import dev.quire.health.keys.blob.Description;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an author says of a record, as a properties file: it is sealed with the record, and as sensitive, so that it never
 * stands on a command line.
 */
record About(String mediaType, String periodStart, String periodEnd, List<String> labels, String sourceId) {
    private static final String MEDIA_TYPE = "media-type";
    private static final String PERIOD_START = "period-start";
    private static final String PERIOD_END = "period-end";
    private static final String LABELS = "labels";
    private static final String SOURCE_ID = "source-id";
    private static final Set<String> KEYS =
            new TreeSet<>(List.of(MEDIA_TYPE, PERIOD_START, PERIOD_END, LABELS, SOURCE_ID));

    static About nothingBut(String mediaType) {
        return new About(mediaType, "", "", List.of(), "");
    }

    static About of(Description description) {
        return new About(
                description.mediaType(),
                description.periodStart(),
                description.periodEnd(),
                description.labels(),
                description.sourceId());
    }

    /** @param mediaType where the file says none */
    static About read(Path file, String mediaType) throws IOException {
        Properties values = new Properties();
        String nextStep = "Name a file with some of the keys " + String.join(", ", KEYS) + " with --about";
        Failures.requireNoDirectory(file, nextStep);
        BufferedReader opened = Failures.ofFile(() -> Files.newBufferedReader(file, StandardCharsets.UTF_8), nextStep);
        try (BufferedReader in = opened) {
            values.load(in);
        } catch (CharacterCodingException e) {
            throw unusable(file, "it is no text in UTF-8");
        } catch (IllegalArgumentException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
        TreeSet<String> unknown = new TreeSet<>(values.stringPropertyNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw unusable(file, "there is no key " + unknown.first());
        }
        return new About(
                values.getProperty(MEDIA_TYPE, mediaType).strip(),
                values.getProperty(PERIOD_START, "").strip(),
                values.getProperty(PERIOD_END, "").strip(),
                Arrays.stream(values.getProperty(LABELS, "").split(","))
                        .map(String::strip)
                        .filter(label -> !label.isEmpty())
                        .toList(),
                values.getProperty(SOURCE_ID, "").strip());
    }

    private static CommandException unusable(Path file, String why) {
        return new CommandException(
                ExitCode.USAGE, file + " is not understood: " + why, "Give it keys out of " + String.join(", ", KEYS));
    }

    /** The same as a file that {@link #read} reads. */
    byte[] text() {
        return String.join(
                        "\n",
                        MEDIA_TYPE + " = " + escaped(mediaType),
                        PERIOD_START + " = " + escaped(periodStart),
                        PERIOD_END + " = " + escaped(periodEnd),
                        LABELS + " = " + escaped(String.join(",", labels)),
                        SOURCE_ID + " = " + escaped(sourceId),
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** An author's text makes no second key. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /** Nothing of it: it is as sensitive as the record. */
    @Override
    public String toString() {
        return "About";
    }
}
