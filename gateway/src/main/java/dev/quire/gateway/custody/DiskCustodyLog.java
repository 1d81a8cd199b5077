package dev.quire.gateway.custody;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.custody.CustodyEvent;
import dev.quire.health.custody.CustodyLog;
import dev.quire.health.custody.SignedEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The custodian's log on disk, with the newest entry in memory. */
final class DiskCustodyLog implements CustodyLog {
    private final CustodyDatabase database;
    private Optional<SignedEntry> last;

    /** @throws IOException if the newest entry cannot be read: the log must not be gone on with then */
    DiskCustodyLog(CustodyDatabase database) throws IOException {
        this.database = database;
        Optional<byte[]> newest = database.last(Family.LOG);
        last = newest.isEmpty() ? Optional.empty() : Optional.of(decode(newest.get()));
    }

    @Override
    public void append(SignedEntry entry) throws IOException {
        boolean next = last.map(entry::follows)
                .orElse(entry.number() == 0 && entry.previous().equals(Hash.ZERO));
        if (!next) {
            throw new IllegalStateException("entry " + entry.number() + " does not follow the log's newest");
        }
        byte[] number = number(entry.number());
        database.write(batch -> {
            batch.put(database.handle(Family.LOG), number, entry.encoded().toArray());
            if (entry.event() instanceof CustodyEvent.Released released) {
                batch.put(database.handle(Family.RELEASES), key(released.aid(), released.committee()), number);
            }
        });
        last = Optional.of(entry);
    }

    @Override
    public Optional<SignedEntry> last() {
        return last;
    }

    @Override
    public Optional<SignedEntry> release(Id aid, int committee) throws IOException {
        Optional<byte[]> number = database.get(Family.RELEASES, key(aid, committee));
        if (number.isEmpty()) {
            return Optional.empty();
        }
        byte[] entry = database.get(Family.LOG, number.get())
                .orElseThrow(() -> database.damaged("a receipt is missing from the log", new IllegalStateException()));
        return Optional.of(decode(entry));
    }

    private SignedEntry decode(byte[] entry) throws IOException {
        try {
            return SignedEntry.decode(Bytes.wrap(entry));
        } catch (MalformedException e) {
            throw database.damaged("an entry of the log cannot be read", e);
        }
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] key(Id aid, int committee) {
        return ByteBuffer.allocate(Id.SIZE + Integer.BYTES)
                .put(aid.bytes().toArray())
                .putInt(committee)
                .array();
    }
}
