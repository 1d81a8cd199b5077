package dev.quire.testkit.twins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Makes a scenario that fails smaller while it still fails: without one round, one partition, one drop after the other.
 *
 * @param fails plays a scenario
 * @param mostAttempts how often it may be asked
 */
public record ScenarioShrinking(Predicate<Scenario> fails, int mostAttempts) {
    /** The smallest scenario found that still fails. */
    public Scenario shrink(Scenario failing) {
        Scenario smallest = failing;
        int attempts = 0;
        Optional<Scenario> found = Optional.of(failing);
        while (found.isPresent()) {
            found = Optional.empty();
            for (Scenario smaller : smaller(smallest)) {
                if (++attempts > mostAttempts) {
                    return smallest;
                }
                if (fails.test(smaller)) {
                    found = Optional.of(smaller);
                    smallest = smaller;
                    break;
                }
            }
        }
        return smallest;
    }

    /** All scenarios that are smaller by one step, the largest steps first. */
    private static List<Scenario> smaller(Scenario scenario) {
        List<Round> rounds = scenario.rounds();
        List<Scenario> all = new ArrayList<>();
        for (int i = rounds.size() - 1; i >= 0 && rounds.size() > 1; i--) {
            List<Round> fewer = new ArrayList<>(rounds);
            fewer.remove(i);
            all.add(scenario.withRounds(fewer));
        }
        List<Integer> everybody =
                IntStream.range(0, scenario.instances()).boxed().toList();
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            if (round.groups().size() > 1) {
                all.add(replaced(scenario, i, new Round(round.leader(), List.of(everybody), round.drops())));
            }
            for (int d = round.drops().size() - 1; d >= 0; d--) {
                List<Round.Drop> fewer = new ArrayList<>(round.drops());
                fewer.remove(d);
                all.add(replaced(scenario, i, new Round(round.leader(), round.groups(), fewer)));
            }
        }
        return all;
    }

    private static Scenario replaced(Scenario scenario, int index, Round round) {
        List<Round> rounds = new ArrayList<>(scenario.rounds());
        rounds.set(index, round);
        return scenario.withRounds(rounds);
    }
}
