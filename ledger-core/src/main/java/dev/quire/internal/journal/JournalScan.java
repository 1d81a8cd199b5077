package dev.quire.internal.journal;

import dev.quire.hash.Hash;
import dev.quire.internal.journal.Head.Promise;
import dev.quire.internal.journal.Recovered.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the whole journal at the start, up to the first bad record.
 *
 * <p>A bad record beyond the promise was never acknowledged: it and all that follows is cut. One at or below the promise
 * is damage: it is kept and listed, and reading goes on behind it. Behind a bad payload that is the next record; behind
 * a bad header it is the next segment, because nothing tells where the next record starts, and searching for one could
 * be led astray by a payload that looks like records.
 *
 * <p>What stood in a lost header is unknown: it may have replaced blocks. Only blocks known to be committed before are
 * believed after it.
 */
final class JournalScan {
    private final SegmentFiles files;
    private final Promise promise;
    private final boolean promiseKnown;
    /** Nothing was ever dropped at the front: the journal begins with block 1. */
    private final boolean wholeChain;

    private final BlockIndex index = new BlockIndex();
    private final OpenRecords open = new OpenRecords();
    private final List<Damage> damages = new ArrayList<>();

    private long number;
    private Hash previous = Hash.ZERO;
    private Place tail = new Place(0, 0);
    private boolean anchored;
    private boolean gap;
    private boolean cut;
    private long committedMark;
    private long newestHeight;
    private Hash newestHash = Hash.ZERO;
    private Optional<Place> newestCertificate = Optional.empty();

    private JournalScan(SegmentFiles files, Head head) {
        this.files = files;
        this.promise = head.promise();
        this.promiseKnown = head.isPromiseKnown();
        this.wholeChain = promiseKnown && head.firstSegment() == 1;
        this.anchored = wholeChain;
        this.number = 1;
    }

    /** Reads everything and cuts what may be cut. */
    static JournalScan run(SegmentFiles files, Head head) throws IOException {
        JournalScan scan = new JournalScan(files, head);
        // Their deletion was begun and not finished.
        files.deleteBelow(head.firstSegment());
        scan.readSegments(head.isPromiseKnown() ? head.firstSegment() : scan.lowestSequence());
        if (scan.cut) {
            scan.cut();
        }
        scan.clearTail();
        return scan;
    }

    private int lowestSequence() throws IOException {
        return files.sequences().stream().findFirst().orElse(1);
    }

    private void readSegments(int firstSequence) throws IOException {
        int expected = firstSequence;
        for (int sequence : files.sequences()) {
            if (sequence != expected && !bad(new Place(expected, 0), OptionalLong.empty(), "the file is missing")) {
                return;
            }
            if (!readSegment(sequence)) {
                return;
            }
            expected = sequence + 1;
        }
        if (!gap && promiseKnown && number <= promise.number()) {
            // Named as the next start will name it, or what a recovery has settled would be found anew.
            Place end = tail.sequence() == 0 ? new Place(firstSequence, 0) : tail;
            bad(end, OptionalLong.empty(), "the journal ends here, but record " + promise.number() + " was promised");
        }
    }

    /** Returns whether to read on with the next segment. */
    private boolean readSegment(int sequence) throws IOException {
        Optional<SegmentHeader> header = files.header(sequence);
        if (header.isEmpty()) {
            return bad(new Place(sequence, 0), OptionalLong.empty(), "the segment's header is unreadable");
        }
        if (anchored && !header.get().continues(number, previous)) {
            boolean later = header.get().firstNumber() > number;
            if (!(later && gap) && !bad(startOf(sequence, later), OptionalLong.empty(), "records are missing here")) {
                return false;
            }
            if (!later) {
                return true;
            }
        }
        anchored = true;
        gap = false;
        number = header.get().firstNumber();
        previous = header.get().previous();
        tail = new Place(sequence, SegmentHeader.SIZE);
        return readRecords(sequence);
    }

    /** Missing records are looked for behind the segment before; else it is this segment that is out of place. */
    private Place startOf(int sequence, boolean later) {
        return later && tail.sequence() > 0 ? tail : new Place(sequence, 0);
    }

    private boolean readRecords(int sequence) throws IOException {
        RecordReader reader = new RecordReader(files.file(sequence));
        while (!reader.isEnd(tail.offset())) {
            Optional<RecordHeader> found = reader.header(tail.offset());
            if (found.isEmpty()) {
                return bad(tail, OptionalLong.empty(), "the record's header is unreadable");
            }
            RecordHeader header = found.get();
            if (header.number() != number || !header.previous().equals(previous)) {
                return bad(tail, OptionalLong.empty(), "the record does not follow the one before");
            }
            boolean intact = reader.isPayloadIntact(tail.offset(), header);
            if (!intact && !badPayload(header)) {
                return false;
            }
            take(header, intact ? Optional.of(tail) : Optional.empty());
            tail = new Place(sequence, tail.offset() + header.stride());
        }
        return true;
    }

    private boolean badPayload(RecordHeader header) {
        boolean goOn =
                bad(tail, OptionalLong.of(header.height()), "the " + header.kind() + " record's bytes are damaged");
        gap = false;
        return goOn;
    }

    private void take(RecordHeader header, Optional<Place> place) {
        committedMark = Math.max(committedMark, header.committedHeight());
        number = header.number() + 1;
        previous = header.hash();
        takeContent(header, place);
        open.committed(committedMark);
        if (promiseKnown && header.number() == promise.number() && !previous.equals(promise.hash())) {
            damage(tail, OptionalLong.of(header.height()), "it is another record than the promised one");
        }
    }

    private void takeContent(RecordHeader header, Optional<Place> place) {
        Written written = new Written(header.height(), header.term(), header.blockHash());
        switch (header.kind()) {
            case BLOCK -> {
                index.replace(header.height(), header.term(), place);
                place.ifPresent(there -> open.block(written, there));
                newestHeight = header.height();
                newestHash = header.blockHash();
            }
            case REPAIR ->
                place.ifPresent(there -> {
                    index.repair(header.height(), header.term(), there);
                    open.block(written, there);
                });
            case CERT -> newestCertificate = place.or(() -> newestCertificate);
            case PREPARED -> place.ifPresent(there -> open.prepared(written, there));
            case BASE -> {
                index.begin(new Base(header.height(), header.term(), header.blockHash()), tail.sequence());
                newestHeight = header.height();
                newestHash = header.blockHash();
            }
        }
    }

    /** A bad record. Returns whether it is damage, to be read over; if not, it is where to cut. */
    private boolean bad(Place place, OptionalLong height, String what) {
        if (promiseKnown && number > promise.number()) {
            cut = true;
            return false;
        }
        damage(place, height, what);
        gap = true;
        if (wholeChain) {
            index.begin(1);
        }
        if (height.isEmpty()) {
            index.forgetAbove(committedMark);
        }
        return true;
    }

    private void damage(Place place, OptionalLong height, String what) {
        damages.add(new Damage(
                SegmentFiles.name(place.sequence()),
                place.offset(),
                number,
                height,
                what + "; the node recovers the lost blocks from its peers"));
    }

    /** Segments that begin behind the tail go first: a name that comes back is cut again at the next start. */
    private void cut() throws IOException {
        for (int sequence : files.sequences()) {
            if (sequence > tail.sequence()) {
                files.delete(sequence);
            }
        }
        files.syncNames();
    }

    /** Behind the tail there are zeros, durably, before anything new is written: old bytes never come back. */
    private void clearTail() throws IOException {
        if (!gap && tail.sequence() > 0) {
            new RecordReader(files.file(tail.sequence())).clearFrom(tail.offset());
        }
    }

    BlockIndex index() {
        return index;
    }

    OpenRecords open() {
        return open;
    }

    List<Damage> damages() {
        return damages;
    }

    long committedMark() {
        return committedMark;
    }

    Optional<Place> newestCertificate() {
        return newestCertificate;
    }

    /** Where the next record goes; empty if it needs a new segment, since what follows the tail must be kept. */
    Optional<Place> tail() {
        return gap || tail.sequence() == 0 ? Optional.empty() : Optional.of(tail);
    }

    /** The hash that the next record names. */
    Hash chain() {
        return gap ? promise().hash() : previous;
    }

    /** The number of the next record. Numbers that were lost are not used again. */
    long nextNumber() {
        return gap ? promise().number() + 1 : number;
    }

    /** What the head file may promise after this start; it never shrinks, and covers lost records that are kept. */
    Promise promise() {
        long newest = gap ? number : number - 1;
        return newest > promise.number() ? new Promise(newest, previous, newestHeight, newestHash) : promise;
    }
}
