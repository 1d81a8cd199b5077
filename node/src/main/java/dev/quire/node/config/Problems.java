package dev.quire.node.config;

import dev.quire.ConfigurationException;
import dev.quire.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that nobody has to mend and try once for each. */
final class Problems {
    private static final int MAX_SHOWN_LENGTH = 120;

    private final List<Problem> found = new ArrayList<>();

    void add(String key, String value, String why, String fix) {
        found.add(new Problem(printable(key), printable(value), why, fix));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigurationException(found);
        }
    }

    // A file of another kind may hold anything: one problem stays one line, and a terminal stays usable.
    private static String printable(String text) {
        String shown = text.length() <= MAX_SHOWN_LENGTH ? text : text.substring(0, MAX_SHOWN_LENGTH) + "…";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
