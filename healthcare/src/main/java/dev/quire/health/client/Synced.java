package dev.quire.health.client;

import dev.quire.health.Id;
import java.util.List;

/**
 * What was sealed to a grantee after the permission was given.
 *
 * @param records that were sealed now
 * @param left those that could not be; asking again tries them once more
 */
public record Synced(List<Id> records, List<LeftOut> left) {
    public Synced {
        records = List.copyOf(records);
        left = List.copyOf(left);
    }
}
