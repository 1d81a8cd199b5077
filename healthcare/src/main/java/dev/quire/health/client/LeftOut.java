package dev.quire.health.client;

import dev.quire.health.Id;

/**
 * A record whose factor could not be sealed to a key; the others were.
 *
 * @param why for a person
 */
public record LeftOut(Id rid, String why) {
    static LeftOut of(Id rid, Exception why) {
        return new LeftOut(rid, String.valueOf(why.getMessage()));
    }
}
