package dev.quire.testkit.junit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AssertionFailureBuilder;

/** All that came of the histories, a line for each root, result, change and answer. */
final class Transcript {
    /** How the histories are executed. */
    enum Manner {
        /** Block by block. */
        PLAIN,
        /** So too, but each transaction is a block. */
        ONE_BY_ONE,
        /**
         * As the first, but nodes check and answer in between, build blocks that are abandoned, and start again; and another
         * node validates each block.
         */
        DISTURBED
    }

    private static final String OUTCOME = ": outcome ";

    private final List<String> lines;

    Transcript(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    List<String> lines() {
        return lines;
    }

    /** @param where of which history and block the line tells */
    static String outcome(String where, String text) {
        return where + OUTCOME + text;
    }

    /** Of each transaction what became of it, but not where. */
    Transcript outcomes() {
        List<String> outcomes = new ArrayList<>();
        for (String line : lines) {
            int at = line.indexOf(OUTCOME);
            if (at >= 0) {
                outcomes.add("transaction " + (outcomes.size() + 1) + line.substring(at));
            }
        }
        return new Transcript(outcomes);
    }

    /** @param elsewhere what {@code other} comes from */
    void requireEqual(Transcript other, String elsewhere) {
        for (int i = 0; i < Math.max(lines.size(), other.lines.size()); i++) {
            String here = i < lines.size() ? lines.get(i) : "nothing";
            String there = i < other.lines.size() ? other.lines.get(i) : "nothing";
            if (!here.equals(there)) {
                throw AssertionFailureBuilder.assertionFailure()
                        .message("the machine is not deterministic: it came to something else with " + elsewhere)
                        .expected(here)
                        .actual(there)
                        .build();
            }
        }
    }
}
