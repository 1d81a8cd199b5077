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
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The keys and values of a properties file in UTF-8. What it does not hold is found missing by who asks. */
final class SettingsFile {
    private static final int MAX_BYTES = 256 * 1024;

    private final Path file;
    private final Properties values = new Properties();

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
            settings.values.load(new StringReader(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()));
            return settings;
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is no such file");
        } catch (CharacterCodingException e) {
            throw unusable(file, "it is not UTF-8");
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, "it cannot be read: " + e.getMessage());
        }
    }

    private static ConfigurationException unusable(Path file, String why) {
        return new ConfigurationException(List.of(new ConfigurationException.Problem(
                "--config",
                file.toString(),
                why,
                "Name a Java properties file, as docs/spec/process.md describes it")));
    }

    /** Reports every key that is none of {@code known}. */
    void requireKnown(Set<String> known, Problems problems) {
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            if (!known.contains(key)) {
                problems.add(
                        key,
                        String.valueOf(values.getProperty(key)),
                        "there is no such key",
                        "Remove it, or use one of " + String.join(", ", known));
            }
        }
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

    /** A path, relative to the file. */
    Path path(String value) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        return directory == null ? Path.of(value) : directory.resolve(value).normalize();
    }
}
