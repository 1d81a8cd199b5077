package dev.quire.testkit.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioFormatTest {
    @Test
    void everyGeneratedScenarioCanBeWrittenAndRead() {
        for (long seed = 1; seed <= 200; seed++) {
            Scenario scenario = ScenarioGenerator.generate(seed, 0, -1);
            assertThat(scenario.twins()).hasSizeLessThanOrEqualTo(scenario.faults());
            assertThat(ScenarioFormat.parse(ScenarioFormat.line(scenario))).isEqualTo(scenario);
        }
    }

    @Test
    void twinsAreCalledByTheNameOfTheirMember() {
        Scenario scenario = ScenarioFormat.parse("{\"n\":4,\"twins\":[2],\"rounds\":[{\"leader\":2,"
                + "\"partitions\":[[\"0\",\"2t\"],[\"1\",\"2\",\"3\"]],\"drop\":[[\"round-change\",\"2t\",\"0\"]]}]}");
        Round round = scenario.rounds().get(0);
        assertThat(scenario.nameOf(4)).isEqualTo("2t");
        assertThat(scenario.memberOf(4)).isEqualTo(2);
        assertThat(scenario.isHonest(2)).isFalse();
        assertThat(round.passes(MessageKind.PROPOSAL, 4, 0)).isTrue();
        assertThat(round.passes(MessageKind.ROUND_CHANGE, 4, 0)).isFalse();
        assertThat(round.passes(MessageKind.ROUND_CHANGE, 0, 4)).isTrue();
        assertThat(round.passes(MessageKind.PROPOSAL, 2, 0)).isFalse();
        assertThat(scenario.liveWithin()).isEqualTo(12);
    }

    @Test
    void whatCannotBePlayedIsNamed() {
        assertRefused("{\"n\":4,\"rounds\":[{\"leader\":0,\"partitions\":[[\"0\",\"1\"]]}]}", "each instance once");
        assertRefused(
                "{\"n\":2,\"rounds\":[{\"leader\":2,\"partitions\":[[\"0\",\"1\"]]}]}", "leader must be a member");
        assertRefused("{\"n\":2,\"rounds\":[{\"leader\":0,\"partitions\":[[\"0\",\"1t\"]]}]}", "no instance '1t'");
        assertRefused("{\"n\":2,\"twins\":[0,0],\"rounds\":[]}", "twins must be members");
        assertRefused("{\"n\":2,\"rounds\":[]}", "there must be a round");
        assertRefused(
                "{\"n\":1,\"rounds\":[{\"leader\":0,\"partitions\":[[\"0\"]],\"drop\":[[\"gossip\",\"0\",\"0\"]]}]}",
                "'gossip' is no kind of message");
        assertRefused("[", "no JSON");
    }

    private static void assertRefused(String text, String why) {
        assertThatThrownBy(() -> ScenarioFormat.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shrinkingKeepsOnlyWhatIsNeededToFail() {
        Scenario large = ScenarioGenerator.generate(9, 7, 2);
        Round.Drop culprit = new Round.Drop(MessageKind.COMMIT, 0, 1);
        List<Round> rounds = List.of(
                large.rounds().get(0),
                new Round(0, large.rounds().get(0).groups(), List.of(culprit, new Round.Drop(MessageKind.ANY, 1, 2))),
                large.rounds().get(0));
        Scenario failing = large.withRounds(rounds);
        ScenarioShrinking shrinking = new ScenarioShrinking(
                one -> one.rounds().stream().anyMatch(round -> round.drops().contains(culprit)), 100);
        Scenario smallest = shrinking.shrink(failing);
        assertThat(smallest.rounds()).hasSize(1);
        assertThat(smallest.rounds().get(0).groups()).hasSize(1);
        assertThat(smallest.rounds().get(0).drops()).containsExactly(culprit);
    }
}
