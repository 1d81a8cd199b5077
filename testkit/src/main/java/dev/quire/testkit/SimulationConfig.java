package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Which world is to be simulated.
 *
 * @param nodes how many; 0: as the seed has it
 * @param protocol makes the protocol that all nodes run
 * @param only kinds of faults that the world has, and no others; empty: as its seed has them
 * @param without kinds of faults that the world has not, whatever its seed says
 * @param stormMicros how long anything may break
 * @param liars how many members lie; -1: as the profile has it
 * @param traceReader is given every step as a line
 */
record SimulationConfig(
        long seed,
        int nodes,
        Profile profile,
        ConsensusMode mode,
        SimProtocols.Maker protocol,
        Set<FaultKind> only,
        Set<FaultKind> without,
        long stormMicros,
        int liars,
        Optional<Consumer<String>> traceReader) {
    /** How large a world is. */
    enum Profile {
        /** Two and a half seconds: many worlds are worth more than long ones. */
        SMALL(2_500_000, 80_000, 4, List.of(3, 5, 3, 4, 3, 1, 3, 5, 2, 3), List.of(4, 7, 4, 4, 5, 4, 4, 1, 4, 6)),
        /** A minute, and more nodes; and more keys, or nobody could tell whether what a thousand clients saw has an order. */
        CHAOS(60_000_000, 50_000, 16, List.of(3, 5, 7, 4, 5, 6), List.of(4, 7, 4, 10, 4, 5)),
        /** Four seconds, and as many liars as PBFT bears, or fewer. */
        BYZANTINE(4_000_000, 80_000, 4, List.of(3), List.of(4, 7, 4, 4, 5, 4));

        final long stormMicros;
        final long meanClientGapMicros;
        /** How many keys the clients write and read. */
        final int keys;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Integer> sizes;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Integer> sizesOfBft;

        Profile(long stormMicros, long meanClientGapMicros, int keys, List<Integer> sizes, List<Integer> sizesOfBft) {
            this.stormMicros = stormMicros;
            this.meanClientGapMicros = meanClientGapMicros;
            this.keys = keys;
            this.sizes = sizes;
            this.sizesOfBft = sizesOfBft;
        }

        private int size(long seed, ConsensusMode mode) {
            List<Integer> choices = mode == ConsensusMode.BFT ? sizesOfBft : sizes;
            return choices.get(Math.floorMod(seed, choices.size()));
        }
    }

    /** As the profile has it. */
    SimulationConfig(
            long seed,
            int nodes,
            Profile profile,
            ConsensusMode mode,
            SimProtocols.Maker protocol,
            Optional<Consumer<String>> traceReader) {
        this(
                seed,
                nodes,
                profile,
                mode,
                protocol,
                EnumSet.noneOf(FaultKind.class),
                EnumSet.noneOf(FaultKind.class),
                profile.stormMicros,
                -1,
                traceReader);
    }

    SimulationConfig only(Set<FaultKind> kinds) {
        return new SimulationConfig(
                seed, nodes, profile, mode, protocol, kinds, without, stormMicros, liars, traceReader);
    }

    SimulationConfig protocol(SimProtocols.Maker maker) {
        return new SimulationConfig(seed, nodes, profile, mode, maker, only, without, stormMicros, liars, traceReader);
    }

    /** What goes wrong in it. */
    Faults faults(RandomGenerator random) {
        return Faults.drawn(random).only(only).without(without);
    }

    SimulationConfig without(Set<FaultKind> kinds) {
        return new SimulationConfig(seed, nodes, profile, mode, protocol, only, kinds, stormMicros, liars, traceReader);
    }

    SimulationConfig storm(long micros) {
        return new SimulationConfig(seed, nodes, profile, mode, protocol, only, without, micros, liars, traceReader);
    }

    int size() {
        return nodes > 0 ? nodes : profile.size(seed, mode);
    }

    /** The same with so many liars. */
    SimulationConfig liars(int count) {
        return new SimulationConfig(
                seed, nodes, profile, mode, protocol, only, without, stormMicros, count, traceReader);
    }

    private int mostFaulty() {
        return mode == ConsensusMode.BFT ? (size() - 1) / 3 : (size() - 1) / 2;
    }

    /** How many members lie. */
    int liarCount() {
        if (liars >= 0) {
            return liars;
        }
        boolean lies = profile == Profile.BYZANTINE && mode == ConsensusMode.BFT && mostFaulty() > 0;
        return lies ? 1 + Math.floorMod(seed, mostFaulty()) : 0;
    }

    /** How many members may forget what they promised: what more of them forget is out of any promise. */
    int mostForgetful() {
        return Math.max(0, mostFaulty() - liarCount());
    }
}
