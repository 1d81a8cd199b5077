package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.testkit.twins.Round;
import dev.quire.testkit.twins.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TwinsScheduleTest {
    private static TwinsSchedule of(Integer... leaders) {
        List<Round> rounds = Stream.of(leaders)
                .map(leader -> new Round(leader, List.of(List.of(0, 1, 2, 3)), List.of()))
                .toList();
        return new TwinsSchedule(new Scenario("", 4, List.of(), true, rounds, 12));
    }

    @Test
    void membersLeadInTheOrderInWhichTheyAreNamed() {
        TwinsSchedule schedule = of(2, 0, 3);
        assertThat(schedule.playedIn(0)).contains(0);
        assertThat(schedule.playedIn(1)).contains(1);
        assertThat(schedule.lastView()).isEqualTo(2);
    }

    @Test
    void whoeverLeadsAgainDoesSoWhenItsTurnComesAgain() {
        TwinsSchedule schedule = of(1, 1, 3);
        assertThat(schedule.playedIn(4)).contains(1);
        assertThat(schedule.playedIn(5)).contains(2);
        assertThat(schedule.playedIn(2)).isEmpty();
        assertThat(schedule.upTo(3)).isSameAs(schedule.round(0));
        assertThat(schedule.upTo(99)).isSameAs(schedule.round(2));
    }
}
