package dev.quire.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code ./bench} was asked for.
 *
 * @param keep where the results are written to, if they are to be kept
 */
record Arguments(What what, boolean quick, boolean json, List<Protocol> protocols, String commit, Optional<Path> keep) {
    static final String USAGE =
            "usage: [all|micro|raft|consensus|storage|health] [--quick] [-o json] [--consensus raft|pbft] [--commit ID] [--keep FILE]";

    /** Which benchmarks. */
    enum What {
        ALL,
        MICRO,
        RAFT,
        CONSENSUS,
        STORAGE,
        HEALTH;

        boolean includes(What other) {
            return this == ALL || this == other;
        }
    }

    /** @throws IllegalArgumentException if they make no sense, saying which */
    static Arguments parse(String... words) {
        What what = What.ALL;
        boolean quick = false;
        boolean json = false;
        List<Protocol> protocols = Arrays.asList(Protocol.values());
        String commit = "unknown";
        Optional<Path> keep = Optional.empty();
        Iterator<String> left = Arrays.asList(words).iterator();
        while (left.hasNext()) {
            String word = left.next();
            switch (word) {
                case "--quick" -> quick = true;
                case "-o" -> json = isJson(value(word, left));
                case "--consensus" -> protocols = List.of(choice(Protocol.class, value(word, left)));
                case "--commit" -> commit = value(word, left);
                case "--keep" -> keep = Optional.of(Path.of(value(word, left)));
                default -> what = choice(What.class, word);
            }
        }
        return new Arguments(what, quick, json, protocols, commit, keep);
    }

    private static String value(String word, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new IllegalArgumentException(word + " needs a value");
        }
        return left.next();
    }

    private static boolean isJson(String format) {
        if (!format.equals("json")) {
            throw new IllegalArgumentException("the only output format is json, not " + format);
        }
        return true;
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word + " is not among "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
    }
}
