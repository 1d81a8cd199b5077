package dev.quire.health.custody;

import dev.quire.health.Id;
import dev.quire.health.keys.share.Share;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A share store and a log that live as long as the test, and break on demand. */
public final class MemoryStores {
    public final Map<ShareStore.Place, ShareStore.Stored> shares = new HashMap<>();
    public final List<SignedEntry> entries = new ArrayList<>();
    public boolean logBroken;

    public final ShareStore store = new ShareStore() {
        @Override
        public Optional<Stored> find(Place place) {
            return Optional.ofNullable(shares.get(place)).map(MemoryStores::copy);
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
    };

    public final CustodyLog log = new CustodyLog() {
        @Override
        public void append(SignedEntry entry) throws IOException {
            if (logBroken) {
                throw new IOException("the disk is full");
            }
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
                    .reduce((first, second) -> second);
        }
    };

    private static ShareStore.Stored copy(ShareStore.Stored stored) {
        Share share = stored.share();
        Share copy = new Share(
                share.rid(), share.shareClass(), share.x(), share.value().copy());
        return new ShareStore.Stored(copy, stored.author(), stored.leaves());
    }
}
