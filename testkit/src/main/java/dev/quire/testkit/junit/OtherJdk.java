package dev.quire.testkit.junit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Looks for a Java installation of another version than this one. */
final class OtherJdk {
    private static final String HOME_PROPERTY = "quire.contract.java.home";
    /** Class files of Java 17 say 61. */
    private static final int CLASS_FILE_OFFSET = 44;

    private OtherJdk() {}

    /** The one that the property names, or one beside this one that can run the class, or this one. */
    static Path home(Class<?> test) throws IOException {
        String named = System.getProperty(HOME_PROPERTY, "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        int least = versionOf(test);
        for (Path home : beside(own)) {
            Optional<Integer> version = version(home);
            if (version.isPresent() && version.get() != Runtime.version().feature() && version.get() >= least) {
                return home;
            }
        }
        return own;
    }

    private static List<Path> beside(Path own) throws IOException {
        Path parent = own.getParent();
        if (parent == null) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(home -> Files.isExecutable(home.resolve("bin").resolve("java")))
                    .sorted()
                    .toList();
        }
    }

    private static Optional<Integer> version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            properties.load(in);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        return version.isEmpty()
                ? Optional.empty()
                : Optional.of(Runtime.Version.parse(version).feature());
    }

    private static int versionOf(Class<?> type) throws IOException {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            if (in == null) {
                return Runtime.version().feature();
            }
            DataInputStream data = new DataInputStream(in);
            data.readInt();
            data.readUnsignedShort();
            return data.readUnsignedShort() - CLASS_FILE_OFFSET;
        }
    }
}
