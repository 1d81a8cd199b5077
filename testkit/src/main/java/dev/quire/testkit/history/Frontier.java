package dev.quire.testkit.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Configurations none of which covers another: what is covered has nothing to say that the covering one has not. */
final class Frontier {
    private final Map<Configuration.Standing, List<Configuration>> byStanding = new LinkedHashMap<>();

    /** Returns whether it is one that was not covered. */
    boolean add(Configuration configuration) {
        List<Configuration> equal =
                byStanding.computeIfAbsent(configuration.standing(), standing -> new ArrayList<>(1));
        for (Configuration present : equal) {
            if (present.covers(configuration)) {
                return false;
            }
        }
        equal.removeIf(configuration::covers);
        equal.add(configuration);
        return true;
    }

    boolean isEmpty() {
        return byStanding.isEmpty();
    }

    Stream<Configuration> stream() {
        return byStanding.values().stream().flatMap(List::stream);
    }
}
