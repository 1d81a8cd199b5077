package dev.quire.health.client;

import dev.quire.health.Id;
import java.util.List;

/**
 * Records whose factors are sealed to the keys that the patient has now.
 *
 * @param left those that could not be sealed, which the patient cannot open; asking again tries them once more
 * @param faults of vaults that could not take a new capsule, and get it from the own one when they are back, or that may still
 *     have an old one, which only the former key opens
 */
public record Resealed(List<Id> records, List<LeftOut> left, List<Fault> faults) {
    public Resealed {
        records = List.copyOf(records);
        left = List.copyOf(left);
        faults = List.copyOf(faults);
    }
}
