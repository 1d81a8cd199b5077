package dev.quire;

import java.util.List;
import java.util.stream.Collectors;

/** A node cannot start as it is configured. All problems are named at once. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with one setting, and how to mend it. */
    public record Problem(String key, String value, String why, String fix) {
        @Override
        public String toString() {
            return key + " = " + value + ": " + why + ". " + fix;
        }
    }

    private final transient List<Problem> problems;

    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** A data directory that was made for another chain or node. */
    static ConfigurationException ofDataDir(String dataDir, Exception why) {
        return new ConfigurationException(
                List.of(
                        new Problem(
                                "dataDir",
                                dataDir,
                                "it does not fit this node: " + why.getMessage(),
                                "Give this node its own data directory, or the key, genesis and plugins that the directory was made with")));
    }

    public List<Problem> problems() {
        return problems;
    }
}
