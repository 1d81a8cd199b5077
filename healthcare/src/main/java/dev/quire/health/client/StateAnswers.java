package dev.quire.health.client;

import dev.quire.codec.Bytes;
import java.util.List;

/**
 * What the state is proven to have of each question, and nothing else of it.
 *
 * @param answers one for each question, in their order; none of its entries is left out
 * @param height of the oldest block after which one of the answers was so
 */
public record StateAnswers(List<List<Found>> answers, long height) {
    public StateAnswers {
        answers = answers.stream().map(List::copyOf).toList();
    }

    /** @param key the plugin's own */
    public record Found(Bytes key, Bytes value) {}
}
