package dev.quire.node.config;

import dev.quire.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keys and values of a properties file in UTF-8. What it does not hold is found missing by who asks. */
final class SettingsFile {
    private static final int MAX_BYTES = 256 * 1024;

    /** The keys of what runs beside the node: {@code service.NAME.KEY}. */
    private static final Pattern SERVICE = Pattern.compile("service\\.([a-z0-9-]{1,40})\\.(.+)");

    private final Path file;
    private final Properties values = new Properties();
    private final Map<String, List<Integer>> linesOf = new TreeMap<>();

    private SettingsFile(Path file) {
        this.file = file;
    }

    /** @throws ConfigurationException if it cannot be read, or is no properties file */
    static SettingsFile read(Path file) {
        SettingsFile settings = new SettingsFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unusable(file, "it is larger than " + MAX_BYTES + " bytes");
            }
            // Strict: the decoder that Properties would use replaces what it cannot read.
            settings.load(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            return settings;
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is no such file");
        } catch (CharacterCodingException e) {
            throw unusable(file, "it is not UTF-8");
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, "it cannot be read: " + e.getMessage());
        }
    }

    /** Line by line: all at once, the last of two lines with the same key would silently win. */
    private void load(String text) throws IOException {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int first = i + 1;
            StringBuilder line = new StringBuilder(lines.get(i));
            boolean remark = isRemark(lines.get(i));
            while (!remark && isContinued(lines.get(i)) && i + 1 < lines.size()) {
                i++;
                line.append('\n').append(lines.get(i));
            }
            Properties one = new Properties();
            one.load(new StringReader(line.toString()));
            for (String key : one.stringPropertyNames()) {
                values.setProperty(key, String.valueOf(one.getProperty(key)));
                linesOf.computeIfAbsent(key, unseen -> new ArrayList<>()).add(first);
            }
        }
    }

    private static boolean isRemark(String line) {
        String text = line.strip();
        return text.startsWith("#") || text.startsWith("!");
    }

    /** An odd number of backslashes at the end. */
    private static boolean isContinued(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private static ConfigurationException unusable(Path file, String why) {
        return new ConfigurationException(List.of(new ConfigurationException.Problem(
                "--config",
                file.toString(),
                why,
                "Name a Java properties file, as docs/spec/process.md describes it")));
    }

    /** Reports every key that is none of {@code known}, nor a service's. */
    void requireKnown(Set<String> known, Problems problems) {
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            if (!known.contains(key) && !SERVICE.matcher(key).matches()) {
                problems.add(
                        key,
                        String.valueOf(values.getProperty(key)),
                        "there is no such key",
                        "Remove it, or use one of " + String.join(", ", known));
            }
        }
    }

    /** Reports every key that has more than one line. */
    void requireOnce(Problems problems) {
        linesOf.forEach((key, lines) -> {
            if (lines.size() > 1) {
                problems.add(
                        key,
                        String.valueOf(values.getProperty(key)),
                        "it is given more than once, in the lines "
                                + lines.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                        "Keep one of these lines");
            }
        });
    }

    /** Empty if the key is missing or its value is blank. */
    Optional<String> optional(String key) {
        return Optional.ofNullable(values.getProperty(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Reports a missing key. */
    Optional<String> required(String key, String fix, Problems problems) {
        Optional<String> value = optional(key);
        if (value.isEmpty()) {
            problems.add(key, "(not set)", "it is needed", fix);
        }
        return value;
    }

    /** By the service's name, the keys without what comes before them, and their values that are not blank. */
    SortedMap<String, Map<String, String>> services() {
        SortedMap<String, Map<String, String>> services = new TreeMap<>();
        for (String key : values.stringPropertyNames()) {
            Matcher matcher = SERVICE.matcher(key);
            Optional<String> value = optional(key);
            if (matcher.matches() && value.isPresent()) {
                services.computeIfAbsent(matcher.group(1), unseen -> new TreeMap<>())
                        .put(matcher.group(2), value.get());
            }
        }
        return services;
    }

    /** Which relative paths begin from. */
    Path directory() {
        return path("");
    }

    /** A path, relative to the file. */
    Path path(String value) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        return directory == null ? Path.of(value) : directory.resolve(value).normalize();
    }
}
