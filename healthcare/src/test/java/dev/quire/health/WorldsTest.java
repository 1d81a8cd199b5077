package dev.quire.health;

import org.junit.jupiter.api.Test;

/**
 * Random worlds: what the plugin applies, refuses and decides is what the tables of all that happened say. More of them, or
 * others, by {@code -Dquire.health.worlds=1000000} and {@code -Dquire.health.first=}.
 */
class WorldsTest {
    private static final int WORLDS = Integer.getInteger("quire.health.worlds", 10_000);
    private static final long FIRST = Long.getLong("quire.health.first", 0);

    @Test
    void thePluginDoesWhatTheTablesSay() {
        for (long seed = FIRST; seed < FIRST + WORLDS; seed++) {
            try {
                new World(seed, rule -> true, command -> {}).live(result -> {});
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("world " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
