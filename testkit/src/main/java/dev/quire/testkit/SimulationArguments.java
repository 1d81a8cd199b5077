package dev.quire.testkit;

import dev.quire.testkit.SimulationConfig.Profile;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which worlds a command line of {@code ./simulate} asks for.
 *
 * @param command as it was called
 * @param nodes 0: as each seed has it
 * @param liars -1: as the profile has it
 * @param only kinds of faults that all worlds have, and no others; empty: as each seed has them
 * @param without kinds of faults to leave out
 * @param stormMicros how long anything may break
 */
record SimulationArguments(
        String command,
        Consensus consensus,
        SeedRange seeds,
        int nodes,
        int liars,
        Profile profile,
        Set<FaultKind> only,
        Set<FaultKind> without,
        long stormMicros,
        boolean json,
        boolean trace) {
    static final String COMMAND = "./simulate";
    static final int MAX_NODES = 9;

    String profileName() {
        return profile.name().toLowerCase(Locale.ROOT);
    }

    private static void append(StringBuilder line, String option, Set<FaultKind> kinds) {
        if (!kinds.isEmpty()) {
            line.append(' ')
                    .append(option)
                    .append(' ')
                    .append(kinds.stream().map(FaultKind::word).collect(Collectors.joining(",")));
        }
    }

    /** The command that runs this world again, as this one was called. */
    String line(SimulationConfig config) {
        return command + options(config);
    }

    /** The command that runs this world again. */
    static String again(SimulationConfig config) {
        return COMMAND + options(config);
    }

    private static String options(SimulationConfig config) {
        StringBuilder line = new StringBuilder(" --consensus ")
                .append(Consensus.of(config.mode()).word())
                .append(" --seeds ")
                .append(config.seed());
        if (config.nodes() > 0) {
            line.append(" --nodes ").append(config.nodes());
        }
        if (config.liars() >= 0) {
            line.append(" --liars ").append(config.liars());
        }
        line.append(" --profile ").append(config.profile().name().toLowerCase(Locale.ROOT));
        append(line, "--only", config.only());
        append(line, "--without", config.without());
        if (config.stormMicros() != config.profile().stormMicros) {
            line.append(" --storm-millis ").append(config.stormMicros() / 1_000);
        }
        return line.toString();
    }
}
