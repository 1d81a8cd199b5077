package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What do the random worlds prove? A plugin that leaves a single rule out, for a single kind of command, must be found out
 * by them: each rule that they meet is mutated so, and the tables must notice.
 */
class MutantsTest {
    private static final int WORLDS = 2_500;

    /** Met only in worlds that are larger; each has a test of its own. */
    private static final Set<Refusal> OF_LARGER_WORLDS = EnumSet.of(
            Refusal.MALFORMED,
            Refusal.TOO_MANY_MEMBERS,
            Refusal.TOO_MANY_COMPARTMENTS,
            Refusal.TOO_MANY_DENIALS,
            Refusal.TOO_MANY_OPEN_GRANTS,
            Refusal.TOO_MANY_REQUESTS);

    /** A rule that is left out for one kind of command. */
    private record Mutant(String command, Enum<?> rule) implements Comparable<Mutant> {
        private static final Comparator<Mutant> ORDER =
                Comparator.comparing(Mutant::command).thenComparing(mutant -> mutant.rule.name());

        @Override
        public int compareTo(Mutant other) {
            return ORDER.compare(this, other);
        }
    }

    /** Which command the plugin is at. */
    private static final class Stage {
        private String command = "";

        void next(HealthCommand next) {
            command = kind(next);
        }
    }

    /** By mutant, the worlds that met its rule: only they can notice that it is missing. */
    private static final TreeMap<Mutant, List<Long>> MET = new TreeMap<>();

    @BeforeAll
    static void meet() {
        for (long seed = 0; seed < WORLDS; seed++) {
            long world = seed;
            new World(seed, rule -> true, command -> {}).live(result -> meet(result, world));
        }
    }

    private static void meet(Tables.Result result, long world) {
        String command = kind(result.command());
        result.refusal().ifPresent(refusal -> meet(new Mutant(command, refusal), world));
        for (AccessRule rule : AccessRule.values()) {
            if (result.decision().equals(Optional.of(rule.ifBroken()))) {
                meet(new Mutant(command, rule), world);
            }
        }
    }

    private static void meet(Mutant mutant, long world) {
        MET.computeIfAbsent(mutant, first -> new ArrayList<>()).add(world);
    }

    @Test
    void eachRefusalLeftOutIsNoticed() {
        EnumSet<Refusal> unmet = EnumSet.complementOf(EnumSet.copyOf(OF_LARGER_WORLDS));
        List<Mutant> refusals = MET.keySet().stream()
                .filter(mutant -> mutant.rule instanceof Refusal)
                .toList();
        refusals.forEach(mutant -> unmet.remove((Refusal) mutant.rule));
        assertThat(unmet).as("refusals that no world meets").isEmpty();
        assertThat(refusals).hasSizeGreaterThan(100);
        assertThat(refusals.stream().filter(mutant -> !isCaught(mutant))).isEmpty();
    }

    @Test
    void eachRuleOfAccessLeftOutIsNoticed() {
        assertThat(rulesOfAccess().filter(mutant -> !isCaught(mutant))).isEmpty();
    }

    private static Stream<Mutant> rulesOfAccess() {
        TreeSet<Mutant> mutants = new TreeSet<>();
        for (AccessRule rule : AccessRule.values()) {
            mutants.add(new Mutant("Access ByGrant", rule));
            mutants.add(new Mutant("Access ByEmergency", rule));
        }
        for (AccessRule rule : EnumSet.range(AccessRule.ONE_TIME_KEY_FRESH, AccessRule.READER_ENTITLED)) {
            mutants.add(new Mutant("Access Self", rule));
        }
        // A patient is always there. What is unclaimed has no grants, and nothing is frozen yet. An emergency begins at
        // once and is not counted.
        mutants.remove(new Mutant("Access Self", AccessRule.BASIS_KNOWN));
        mutants.remove(new Mutant("Access ByGrant", AccessRule.SUBJECT_READABLE));
        mutants.remove(new Mutant("Access ByEmergency", AccessRule.SUBJECT_READABLE));
        mutants.remove(new Mutant("Access ByEmergency", AccessRule.BASIS_BEGUN));
        mutants.remove(new Mutant("Access ByEmergency", AccessRule.USES_LEFT));
        return mutants.stream();
    }

    private static boolean isCaught(Mutant mutant) {
        return MET.getOrDefault(mutant, List.of()).stream().anyMatch(seed -> isCaught(mutant, seed));
    }

    private static boolean isCaught(Mutant mutant, long seed) {
        Stage stage = new Stage();
        Enforcement enforcement = rule -> rule != mutant.rule || !stage.command.equals(mutant.command);
        try {
            new World(seed, enforcement, stage::next).live(result -> {});
            return false;
        } catch (AssertionError | NoSuchElementException noticed) {
            return true;
        }
    }

    private static String kind(HealthCommand command) {
        return command instanceof ReadingCommand.Access access
                ? "Access " + access.basis().getClass().getSimpleName()
                : command.getClass().getSimpleName();
    }
}
