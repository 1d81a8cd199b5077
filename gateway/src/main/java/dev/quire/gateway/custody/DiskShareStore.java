package dev.quire.gateway.custody;

import dev.quire.codec.MalformedException;
import dev.quire.health.custody.ShareStore;
import dev.quire.health.keys.CryptoException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Shares on disk. */
final class DiskShareStore implements ShareStore {
    private final CustodyDatabase database;

    DiskShareStore(CustodyDatabase database) {
        this.database = database;
    }

    @Override
    public Optional<Stored> find(Place place) throws IOException {
        Optional<byte[]> found = database.get(Family.SHARES, StoredShare.key(place));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(StoredShare.decode(place, found.get()));
        } catch (MalformedException | CryptoException.Malformed | IllegalArgumentException e) {
            throw database.damaged("the share of record " + place.rid() + " cannot be read", e);
        } finally {
            Arrays.fill(found.get(), (byte) 0);
        }
    }

    @Override
    public void insert(Stored stored) throws IOException {
        byte[] key = StoredShare.key(stored.place());
        Optional<byte[]> there = database.get(Family.SHARES, key);
        if (there.isPresent()) {
            Arrays.fill(there.get(), (byte) 0);
            throw new IllegalStateException(
                    "a share of record " + stored.place().rid() + " lies there already");
        }
        replace(stored);
    }

    @Override
    public void replace(Stored stored) throws IOException {
        byte[] key = StoredShare.key(stored.place());
        byte[] value = StoredShare.encode(stored);
        try {
            database.write(batch -> batch.put(database.handle(Family.SHARES), key, value));
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }
}
