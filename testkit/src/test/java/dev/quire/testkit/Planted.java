package dev.quire.testkit;

import dev.quire.crypto.Signer;
import dev.quire.pbft.PlantedPbft;
import dev.quire.pbft.PlantedPbftBug;
import dev.quire.raft.PlantedBug;
import dev.quire.raft.PlantedRaft;
import dev.quire.spi.consensus.ConsensusProtocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * An error to plant, of either protocol, and where to look for it: rare stories are looked for where they happen, the others
 * show up in any mix.
 */
record Planted(
        String name,
        Consensus consensus,
        SimulationConfig.Profile profile,
        Set<FaultKind> focus,
        SimProtocols.Maker maker) {
    static List<Planted> all() {
        List<Planted> all = new ArrayList<>();
        Arrays.stream(PlantedBug.values()).map(Planted::of).forEach(all::add);
        Arrays.stream(PlantedPbftBug.values()).map(Planted::of).forEach(all::add);
        return all;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Planted named(String name) {
        return all().stream()
                .filter(bug -> bug.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--plant needs one of "
                        + all().stream().map(Planted::name).toList() + ", not '" + name + "'"));
    }

    private static Planted of(PlantedBug bug) {
        Set<FaultKind> focus = switch (bug) {
            case OLD_TERM_COMMITTED_BY_COUNTING -> EnumSet.of(FaultKind.RESTLESS_LEADERS);
            case VOTE_NOT_PERSISTED -> EnumSet.of(FaultKind.RESTLESS_LEADERS, FaultKind.CRASHING_VOTERS);
            case ACKNOWLEDGED_BEFORE_DURABLE -> EnumSet.of(FaultKind.CRASHES, FaultKind.POWER_LOSSES);
            default -> EnumSet.noneOf(FaultKind.class);
        };
        return new Planted(
                lower(bug),
                Consensus.RAFT,
                SimulationConfig.Profile.SMALL,
                focus,
                (random, faults) -> new PlantedRaft(bug, SimProtocols.raftConfig(random, faults)));
    }

    private static Planted of(PlantedPbftBug bug) {
        Set<FaultKind> focus = switch (bug) {
            case PREPARED_NOT_CARRIED, FRESH_OVER_PREPARED, PREPARE_AFTER_VIEW_CHANGE ->
                EnumSet.of(FaultKind.RESTLESS_LEADERS);
            case COMMIT_BEFORE_DURABLE, OPEN_HEIGHT_FORGOTTEN, NOTHING_GUARDED ->
                EnumSet.of(FaultKind.RESTLESS_LEADERS, FaultKind.CRASHES, FaultKind.POWER_LOSSES);
            default -> EnumSet.noneOf(FaultKind.class);
        };
        SimulationConfig.Profile profile = bug == PlantedPbftBug.VIEW_UNJUSTIFIED
                ? SimulationConfig.Profile.BYZANTINE
                : SimulationConfig.Profile.SMALL;
        return new Planted(lower(bug), Consensus.PBFT, profile, focus, new PbftMaker(bug));
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The world of the seed, with the error at every node. */
    SimulationConfig config(long seed) {
        return Seeds.config(consensus, profile, seed).protocol(maker).only(focus);
    }

    /** The same for a command line. */
    Map<String, String> options() {
        Map<String, String> options =
                new TreeMap<>(Map.of("--consensus", consensus.word(), "--profile", lower(profile)));
        if (!focus.isEmpty()) {
            options.put("--only", focus.stream().map(FaultKind::word).collect(Collectors.joining(",")));
        }
        return options;
    }

    private record PbftMaker(PlantedPbftBug bug) implements SimProtocols.Maker {
        @Override
        public ConsensusProtocol make(RandomGenerator random, Faults faults) {
            return new PlantedPbft(bug, SimProtocols.pbftConfig(random, faults));
        }

        @Override
        public ConsensusProtocol around(ConsensusProtocol protocol, Signer signer) {
            return bug.unguarded().isEmpty() ? protocol : new Unguarded(protocol, bug.unguarded(), signer);
        }
    }
}
