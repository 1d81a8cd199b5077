package dev.quire.testkit;

import dev.quire.testkit.twins.Round;
import dev.quire.testkit.twins.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which round of a scenario is played in which view: the first view after that of the round before which the round's
 * leader leads by PBFT's own rotation. The members take their turns in the order in which the scenario first names them,
 * so few views lie between two rounds, and the first round is view 0.
 */
final class TwinsSchedule {
    private final List<Round> rounds;
    private final List<Long> views = new ArrayList<>();

    TwinsSchedule(Scenario scenario) {
        this.rounds = scenario.rounds();
        List<Integer> turns = scenario.inOrderOfLeading();
        long next = 0;
        for (Round round : rounds) {
            int turn = turns.indexOf(round.leader());
            long view = next + Math.floorMod(turn - next, (long) scenario.members());
            views.add(view);
            next = view + 1;
        }
    }

    int rounds() {
        return rounds.size();
    }

    Round round(int index) {
        return rounds.get(index);
    }

    long lastView() {
        return views.get(views.size() - 1);
    }

    /** The round that is played in exactly this view. */
    Optional<Integer> playedIn(long view) {
        int index = views.indexOf(view);
        return index < 0 ? Optional.empty() : Optional.of(index);
    }

    /** The last round whose view is at most {@code view}: those who are there are still in its network. */
    Round upTo(long view) {
        int index = 0;
        while (index + 1 < views.size() && views.get(index + 1) <= view) {
            index++;
        }
        return rounds.get(index);
    }
}
