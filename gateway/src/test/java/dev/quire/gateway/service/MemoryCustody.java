package dev.quire.gateway.service;

import dev.quire.health.Id;
import dev.quire.health.custody.CustodyEvent;
import dev.quire.health.custody.CustodyLog;
import dev.quire.health.custody.ShareStore;
import dev.quire.health.custody.SignedEntry;
import dev.quire.health.keys.share.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A custodian's files, as long as the test lives. */
final class MemoryCustody implements ShareStore, CustodyLog {
    private final Map<Place, Stored> shares = new HashMap<>();
    private final List<SignedEntry> entries = new ArrayList<>();

    @Override
    public Optional<Stored> find(Place place) {
        return Optional.ofNullable(shares.get(place)).map(MemoryCustody::copy);
    }

    @Override
    public void insert(Stored stored) {
        if (shares.putIfAbsent(stored.place(), copy(stored)) != null) {
            throw new IllegalStateException("a share is written once");
        }
    }

    @Override
    public void replace(Stored stored) {
        shares.put(stored.place(), copy(stored));
    }

    private static Stored copy(Stored stored) {
        Share share = stored.share();
        Share copy = new Share(
                share.rid(), share.shareClass(), share.x(), share.value().copy());
        return new Stored(copy, stored.author(), stored.leaves());
    }

    @Override
    public void append(SignedEntry entry) {
        entries.add(entry);
    }

    @Override
    public Optional<SignedEntry> last() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
    }

    @Override
    public Optional<SignedEntry> release(Id aid, int committee) {
        return entries.stream()
                .filter(entry -> entry.event() instanceof CustodyEvent.Released released
                        && released.aid().equals(aid)
                        && released.committee() == committee)
                .findFirst();
    }
}
