package dev.quire.health.client;

import dev.quire.health.Id;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * In which vaults something is looked for, and put, if the ledger does not say: first those whom it is about, then all
 * others in ascending order. So two who know the same members meet, also where a vault is down.
 */
final class Route {
    /** In how many vaults something is put. */
    static final int COPIES = 2;

    private Route() {}

    static List<Id> of(Collection<Id> members, Id... first) {
        Set<Id> route = new LinkedHashSet<>(List.of(first));
        members.stream().sorted().forEach(route::add);
        return List.copyOf(route);
    }

    /** Those after {@code own} in ascending order, then those before it: so replicas are spread. */
    static List<Id> after(Collection<Id> members, Id own) {
        List<Id> others = new ArrayList<>(
                members.stream().sorted().filter(id -> id.compareTo(own) > 0).toList());
        members.stream().sorted().filter(id -> id.compareTo(own) < 0).forEach(others::add);
        return others;
    }
}
