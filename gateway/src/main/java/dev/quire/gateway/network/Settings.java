package dev.quire.gateway.network;

import dev.quire.ConfigurationException;
import dev.quire.ConfigurationException.Problem;
import dev.quire.health.Id;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Keys and values of one file. What is missing or wrong is named with the file; relative paths begin from its directory. */
final class Settings {
    private static final long MAX_SIZE = 1 << 20;

    private final Path file;
    private final SortedMap<String, String> values = new TreeMap<>();

    private Settings(Path file) {
        this.file = file;
    }

    /** @param file or a directory that holds {@code usualName} */
    static Settings read(Path file, String usualName) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Settings settings = new Settings(Files.isDirectory(absolute) ? absolute.resolve(usualName) : absolute);
        if (Files.size(settings.file) > MAX_SIZE) {
            throw new IOException(settings.file + " is larger than 1 MiB: it is no " + usualName);
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(settings.file, StandardCharsets.UTF_8)) {
            read.load(in);
        } catch (IllegalArgumentException e) {
            throw settings.wrong("a line", "", String.valueOf(e.getMessage()));
        }
        read.stringPropertyNames()
                .forEach(key ->
                        settings.values.put(key, read.getProperty(key, "").strip()));
        return settings;
    }

    Path directory() {
        return Optional.ofNullable(file.getParent()).orElseThrow();
    }

    /**
     * @throws ConfigurationException if it is missing, or {@code parser} refuses it with an {@link IllegalArgumentException}
     */
    <T> T value(String key, Function<String, T> parser) {
        return optional(key, parser).orElseThrow(() -> wrong(key, "", "it is missing"));
    }

    <T> Optional<T> optional(String key, Function<String, T> parser) {
        String value = values.get(key);
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, String.valueOf(e.getMessage()));
        }
    }

    Id id(String key) {
        return value(key, Id::fromHex);
    }

    URI uri(String key) {
        return value(key, URI::create);
    }

    Path path(String key) {
        return value(key, this::resolved);
    }

    Optional<Path> optionalPath(String key) {
        return optional(key, this::resolved);
    }

    private Path resolved(String value) {
        return directory().resolve(value).normalize();
    }

    /** What stands in the place of the star in {@code before*after}, by which there are several of something. */
    <T extends Comparable<T>> List<T> names(String before, String after, Function<String, T> parser) {
        return values.keySet().stream()
                .filter(key -> key.startsWith(before)
                        && key.endsWith(after)
                        && key.length() > before.length() + after.length())
                .map(key -> name(key, key.substring(before.length(), key.length() - after.length()), parser))
                .sorted()
                .toList();
    }

    private <T> T name(String key, String name, Function<String, T> parser) {
        try {
            return parser.apply(name);
        } catch (IllegalArgumentException e) {
            throw wrong(key, name, String.valueOf(e.getMessage()));
        }
    }

    ConfigurationException wrong(String key, String value, String why) {
        return new ConfigurationException(List.of(new Problem(
                file.getFileName() + ": " + key, value, why, "Mend " + file + " (docs/healthcare/network.md)")));
    }
}
