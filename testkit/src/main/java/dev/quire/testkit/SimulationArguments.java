package dev.quire.testkit;

import dev.quire.testkit.SimulationConfig.Profile;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a command line of {@code ./simulate} asks for.
 *
 * @param nodes 0: as each seed has it
 * @param liars -1: as the profile has it
 * @param only kinds of faults that all worlds have, and no others; empty: as each seed has them
 * @param without kinds of faults to leave out
 * @param stormMicros how long anything may break
 */
record SimulationArguments(
        Consensus consensus,
        long first,
        long last,
        int nodes,
        int liars,
        Profile profile,
        Set<FaultKind> only,
        Set<FaultKind> without,
        long stormMicros,
        boolean json,
        boolean trace) {
    static final String USAGE = """
            usage: ./simulate --consensus raft|pbft --seeds A..B [--nodes N] [--profile small|chaos|byzantine]
                              [--liars N] [-o json] [--trace] [--only KIND,...] [--without KIND,...] [--storm-millis N] [--plant BUG]
                   ./simulate check-history FILE [-o json]
                   ./simulate twins --seeds A..B [-o json]
              --seeds A..B      run the worlds of these seeds; A alone for one
              --nodes N         1 to 9 nodes in each; without it the seed decides
              --profile         small: 2.5 seconds of faults (default); chaos: a minute; byzantine: four seconds, and
                                as many members lie as PBFT bears, or fewer
              --liars N         so many members lie; only with pbft
              -o json           the result as JSON on the standard output
              --trace           every step on the standard error; for one seed
              --only KINDS      these kinds of faults and no others, as in loss,crashes
              --without KINDS   leave out these kinds of faults
              --storm-millis N  how long anything may break, instead of what the profile says
              --plant BUG       put a known error into the protocol; docs/simulator.md lists them
            """;
    static final int MAX_NODES = 9;

    /** @throws IllegalArgumentException saying what is wrong with the words */
    static SimulationArguments parse(List<String> words) {
        Map<String, String> options = new TreeMap<>(
                Map.of("--consensus", "raft", "--seeds", "", "--nodes", "0", "--profile", "small", "-o", "text"));
        options.put("--only", "");
        options.put("--without", "");
        options.put("--storm-millis", "");
        options.put("--liars", "-1");
        boolean trace = false;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--trace")) {
                trace = true;
            } else if (options.containsKey(words.get(i)) && i + 1 < words.size()) {
                options.put(words.get(i), words.get(++i));
            } else {
                throw new IllegalArgumentException("'" + words.get(i) + "' is no option, or lacks its value");
            }
        }
        return of(options, trace);
    }

    private static SimulationArguments of(Map<String, String> options, boolean trace) {
        Consensus consensus =
                Consensus.valueOf(options.getOrDefault("--consensus", "").toUpperCase(Locale.ROOT));
        String[] seeds = options.getOrDefault("--seeds", "").split("\\.\\.", 2);
        int nodes = Integer.parseInt(options.getOrDefault("--nodes", ""));
        if (nodes < 0 || nodes > MAX_NODES) {
            throw new IllegalArgumentException("--nodes must be 1 to " + MAX_NODES);
        }
        int liars = Integer.parseInt(options.getOrDefault("--liars", ""));
        Profile profile = Profile.valueOf(options.getOrDefault("--profile", "").toUpperCase(Locale.ROOT));
        if (consensus != Consensus.PBFT && (liars > 0 || profile == Profile.BYZANTINE)) {
            throw new IllegalArgumentException("only pbft bears liars");
        }
        String storm = options.getOrDefault("--storm-millis", "");
        return new SimulationArguments(
                consensus,
                Long.parseLong(seeds[0]),
                Long.parseLong(seeds[seeds.length - 1]),
                nodes,
                liars,
                profile,
                kinds(options.getOrDefault("--only", "")),
                kinds(options.getOrDefault("--without", "")),
                storm.isEmpty() ? profile.stormMicros : Math.multiplyExact(Long.parseLong(storm), 1_000L),
                options.getOrDefault("-o", "").equals("json"),
                trace);
    }

    private static Set<FaultKind> kinds(String list) {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        Arrays.stream(list.split(","))
                .filter(word -> !word.isEmpty())
                .map(word -> FaultKind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                .forEach(kinds::add);
        return kinds;
    }

    String profileName() {
        return profile.name().toLowerCase(Locale.ROOT);
    }

    private static void append(StringBuilder line, String option, Set<FaultKind> kinds) {
        if (!kinds.isEmpty()) {
            line.append(' ')
                    .append(option)
                    .append(' ')
                    .append(kinds.stream()
                            .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(",")));
        }
    }

    /** The command that runs this world again. */
    static String again(SimulationConfig config) {
        StringBuilder line = new StringBuilder("./simulate --consensus ")
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
