package dev.quire.health.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every share store and every custody log must do. */
public abstract class CustodyStoresContract {
    private static final Ed25519Key KEY =
            Ed25519Key.fromSeed(Bytes.wrap(Sample.secret(9).toArray()));

    protected abstract ShareStore shares();

    protected abstract CustodyLog log();

    /** Ends what is in memory and begins anew, where there is anything but memory. */
    protected abstract void reopen() throws IOException;

    /** A share that is told by numbers; its bytes are {@code value}, 32 times. */
    public static ShareStore.Stored stored(Id rid, ShareClass shareClass, int committee, int value) {
        Share share = new Share(rid, shareClass, 2, Sample.secret(value));
        List<Hash> leaves = List.of(Sample.hash(1), Sample.hash(2), Sample.hash(value));
        return new ShareStore.Stored(
                share, Sample.id(7), new ShareLeaves(Sample.CHAIN, rid, committee, shareClass, leaves));
    }

    /** The entry after {@code before}. */
    public static SignedEntry entry(Optional<SignedEntry> before, CustodyEvent event) {
        long number = before.map(last -> last.number() + 1).orElse(0L);
        Hash previous = before.map(SignedEntry::hash).orElse(Hash.ZERO);
        return SignedEntry.sign(number, previous, Sample.CHAIN, Sample.id(3), 1_000_000 + number, event, KEY);
    }

    public static CustodyEvent released(int aid, int committee, int rid) {
        return new CustodyEvent.Released(
                Sample.id(aid), Sample.id(5), committee, List.of(new CustodyEvent.Named(Sample.id(rid), ShareClass.B)));
    }

    @Test
    void shareIsFoundAsItWasInserted() throws IOException {
        ShareStore.Stored stored = stored(Sample.RID, ShareClass.E, 4, 0x55);
        assertThat(shares().find(stored.place())).isEmpty();
        shares().insert(stored);
        assertSame(stored);
        reopen();
        assertSame(stored);
    }

    @Test
    void placesAreKeptApart() throws IOException {
        List<ShareStore.Stored> all = new ArrayList<>();
        for (int rid = 1; rid <= 2; rid++) {
            for (ShareClass shareClass : ShareClass.values()) {
                for (int committee : new int[] {0, 1, 256, Integer.MAX_VALUE}) {
                    all.add(stored(Sample.id(rid), shareClass, committee, all.size() + 1));
                }
            }
        }
        for (ShareStore.Stored stored : all) {
            shares().insert(stored);
        }
        reopen();
        for (ShareStore.Stored stored : all) {
            assertSame(stored);
        }
    }

    @Test
    void placeIsWrittenOnce() throws IOException {
        ShareStore.Stored first = stored(Sample.RID, ShareClass.B, 4, 1);
        shares().insert(first);
        assertThatThrownBy(() -> shares().insert(stored(Sample.RID, ShareClass.B, 4, 2)))
                .isInstanceOf(IllegalStateException.class);
        assertSame(first);
    }

    @Test
    void whatIsNobodysIsReplaced() throws IOException {
        shares().insert(stored(Sample.RID, ShareClass.B, 4, 1));
        ShareStore.Stored second = stored(Sample.RID, ShareClass.B, 4, 2);
        shares().replace(second);
        reopen();
        assertSame(second);
    }

    @Test
    void whatWasGivenStaysTheCallers() throws IOException {
        ShareStore.Stored inserted = stored(Sample.RID, ShareClass.B, 4, 1);
        shares().insert(inserted);
        inserted.close();
        shares().find(inserted.place()).orElseThrow().close();
        assertSame(stored(Sample.RID, ShareClass.B, 4, 1));
    }

    @Test
    void newestEntryIsTheLast() throws IOException {
        assertThat(log().last()).isEmpty();
        Optional<SignedEntry> last = Optional.empty();
        for (int i = 0; i < 300; i++) {
            last = Optional.of(entry(last, released(1, i, 2)));
            log().append(last.get());
            assertThat(log().last()).isEqualTo(last);
        }
        reopen();
        assertThat(log().last()).isEqualTo(last);
        log().append(entry(last, released(1, 0, 2)));
        assertThat(log().last().orElseThrow().number()).isEqualTo(300);
    }

    @Test
    void receiptIsTheNewestOfItsAccessAndCommittee() throws IOException {
        Id subject = Sample.id(8);
        List<CustodyEvent> events = List.of(
                released(8, 1, 1),
                new CustodyEvent.Dealt(subject, Sample.id(5), 2, List.of()),
                new CustodyEvent.Refused(subject, Sample.id(5), 3, Denial.ENDED),
                released(8, 4, 1),
                released(8, 1, 2),
                released(9, 1, 3));
        List<SignedEntry> entries = new ArrayList<>();
        for (CustodyEvent event : events) {
            SignedEntry entry = entry(log().last(), event);
            log().append(entry);
            entries.add(entry);
        }
        reopen();
        assertThat(log().release(subject, 1)).contains(entries.get(4));
        assertThat(log().release(subject, 2)).isEmpty();
        assertThat(log().release(subject, 3)).isEmpty();
        assertThat(log().release(subject, 4)).contains(entries.get(3));
        assertThat(log().release(Sample.id(9), 1)).contains(entries.get(5));
    }

    private void assertSame(ShareStore.Stored expected) throws IOException {
        try (ShareStore.Stored found = shares().find(expected.place()).orElseThrow()) {
            assertThat(found.author()).isEqualTo(expected.author());
            assertThat(found.leaves()).isEqualTo(expected.leaves());
            assertThat(found.share().x()).isEqualTo(expected.share().x());
            assertThat(found.place()).isEqualTo(expected.place());
            assertThat(found.share().value().matches(expected.share().value())).isTrue();
        }
    }
}
