package dev.quire.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/spec/raft.md names the test of each rule in italics; what it names must be there. */
class SpecTest {
    private static final Path SPEC = Path.of("..", "docs", "spec", "raft.md");
    private static final Path TESTS = Path.of("src", "test");
    private static final Pattern ITALICS = Pattern.compile("\\*(`.*?`)\\*", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

    /** Class names, {@code Class.method} and method names, and the names of scenario files. */
    private static NavigableSet<String> existing() throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                names.add(name);
                Matcher methods = METHOD.matcher(Files.readString(file));
                while (methods.find()) {
                    names.add(methods.group(1));
                    names.add(name + "." + methods.group(1));
                }
            }
        }
        return names;
    }

    private static List<String> named() throws IOException {
        List<String> named = new ArrayList<>();
        Matcher italics = ITALICS.matcher(Files.readString(SPEC));
        while (italics.find()) {
            Matcher code = CODE.matcher(italics.group(1));
            while (code.find()) {
                named.add(code.group(1));
            }
        }
        return named;
    }

    private static boolean isThere(String name, NavigableSet<String> existing) {
        if (!name.endsWith("*")) {
            return existing.contains(name);
        }
        String prefix = name.substring(0, name.length() - 1);
        String next = existing.ceiling(prefix);
        return next != null && next.startsWith(prefix);
    }

    @Test
    void everyTestThatTheSpecificationNamesExists() throws IOException {
        NavigableSet<String> existing = existing();
        assertThat(named())
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(isThere(name, existing)).as(name).isTrue());
    }
}
