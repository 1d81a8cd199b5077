package dev.quire.internal.journal;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.OpenRecords.PreparedPlace;
import dev.quire.internal.journal.Recovered.Written;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Prepared;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's durable memory: a hash-chained log of blocks and certificates in segments, and a head file with the term,
 * the vote and the promise how far the log reached (docs/ARCHITECTURE.md, section 5).
 *
 * <p>What a returned {@link #persist} wrote is there after any crash, or its loss is found: then {@link #recovered()}
 * says {@code recovering} and lists the damage. Used by one thread, reads included: the host's threads ask that thread,
 * since an interrupt would close a file channel under everyone. After a failed write the journal refuses all further
 * ones, and the node must stop: nobody knows what the disk holds. The caller owns the {@link Disk} and closes it last.
 */
public final class Journal implements AutoCloseable {
    /**
     * A file of this name says that the directory, empty or a back-up, may lack what the node has promised since: the
     * node is then recovering, which its head file remembers, and the mark goes.
     */
    public static final String RESTORED = "restored";

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final SegmentFiles files;
    private final HeadFile head;
    private final BlockIndex index;
    private final OpenRecords open;
    private final SegmentWriter writer;
    private final RecordMender mender;
    private final StoredRecords stored;
    private final Recovered recovered;
    private final List<Damage> damages;
    private final List<Certificate> waiting = new ArrayList<>();
    private long committedMark;
    private Optional<Place> newestCertificate;
    private boolean broken;

    private Journal(SegmentFiles files, HeadFile head, JournalConfig config, JournalScan scan, boolean restored)
            throws IOException {
        this.files = files;
        this.head = head;
        this.index = scan.index();
        this.open = scan.open();
        this.mender = new RecordMender(files, index);
        this.stored = new StoredRecords(files);
        this.committedMark = scan.committedMark();
        this.newestCertificate = scan.newestCertificate();
        this.writer = new SegmentWriter(files, config, head.current().firstSegment(), scan);
        writer.sync();
        this.damages = scan.damages();
        boolean unsettled = !damages.isEmpty()
                && !Damage.digest(damages).equals(head.current().settled());
        boolean recovering = head.current().recovering() || unsettled || restored;
        head.write(head.current().opened().withPromise(writer.promise()).withRecovering(recovering));
        List<Damage> allDamages = new ArrayList<>(head.damages());
        allDamages.addAll(damages);
        this.recovered = new Recovered(
                head.current().hardState(),
                head.current().incarnation(),
                committedMark,
                index.firstHeight(),
                index.lastHeight(),
                index.terms(),
                readNewestCertificate(),
                open.blocks(),
                open.prepared(),
                readPrepared(),
                recovering,
                allDamages);
    }

    /**
     * Opens the journal of a directory, or begins one in an empty directory. Reads all of it, in pieces: the memory used
     * is that of the index.
     *
     * @throws ForeignDirectoryException if the directory belongs to another chain or node
     */
    public static Journal open(Disk disk, JournalConfig config, Identity identity) throws IOException {
        SegmentFiles files = new SegmentFiles(disk, identity);
        files.requireOwn();
        boolean restored = disk.exists(RESTORED);
        HeadFile head = HeadFile.open(disk, identity, files.sequences().isEmpty() && !restored);
        try {
            Journal journal = new Journal(files, head, config, JournalScan.run(files, head.current()), restored);
            if (restored) {
                disk.delete(RESTORED);
                disk.syncNames();
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            files.close();
            head.close();
            throw e;
        }
    }

    /** What the start found; it does not change afterwards. */
    public Recovered recovered() {
        return recovered;
    }

    /** The lowest live height; 1 in an empty journal. */
    public long firstHeight() {
        return index.firstHeight();
    }

    /** The highest live height; {@code firstHeight() - 1} in an empty journal. */
    public long lastHeight() {
        return index.lastHeight();
    }

    /** The terms of the live entries, as runs; a lost entry counts to the run before it. */
    public List<TermRun> terms() {
        return index.terms();
    }

    /** The term and vote that are durable. */
    public HardState hardState() {
        return head.current().hardState();
    }

    /** Makes one request durable: {@link #persistAll} with it alone. */
    public void persist(Optional<HardState> hardState, List<Entry> entries, long committedHeight) throws IOException {
        persistAll(List.of(new PersistRequest(hardState, entries, Optional.empty(), committedHeight)));
    }

    /**
     * Makes all requests durable, in order, with one sync of the records and one of the head file, and with them the
     * certificates that wait. When it returns, all of it is; when it throws, any part may be.
     *
     * <p>The certificates come first: a record that calls a height committed never survives without its certificate.
     *
     * @throws BrokenInvariantException if an entry would leave a gap, the hard state go back, or a prepared
     *     certificate's block is not there
     */
    public void persistAll(List<PersistRequest> requests) throws IOException {
        begin();
        HardState hardState = hardState();
        for (Certificate certificate : waiting) {
            newestCertificate = Optional.of(writer.append(RecordContent.certificate(certificate, committedMark)));
        }
        waiting.clear();
        for (PersistRequest request : requests) {
            committedMark = Math.max(committedMark, request.committedHeight());
            for (Entry entry : request.entries()) {
                append(entry);
            }
            if (request.prepared().isPresent()) {
                append(request.prepared().get());
            }
            open.committed(committedMark);
            if (request.hardState().isPresent()) {
                hardState = newer(hardState, request.hardState().get());
            }
        }
        commit(hardState);
        broken = false;
    }

    /** Keeps a certificate; it becomes durable with the next batch. */
    public void certificate(Certificate certificate) {
        waiting.add(certificate);
    }

    /**
     * Begins anew above a block that the members have certified, durably: the blocks below are of no use any more, and the
     * state comes from a snapshot. Term, vote and whether the node is recovering stay as they are.
     *
     * @throws BrokenInvariantException if the journal has blocks from that height on
     */
    public void begin(BlockHeader header, long term) throws IOException {
        if (header.height() <= lastHeight()) {
            throw new BrokenInvariantException("the journal cannot begin above block " + header.height()
                    + ": it has blocks up to " + lastHeight() + ", which the node may have promised to keep");
        }
        begin();
        committedMark = Math.max(committedMark, header.height());
        Place place = writer.append(RecordContent.base(header, term));
        index.begin(new Base(header.height(), term, header.hash()), place.sequence());
        open.committed(committedMark);
        commit(hardState());
        broken = false;
    }

    /** What the lowest block follows, if the journal began with a snapshot and has all since. */
    public Optional<Base> base() {
        return index.base();
    }

    private void append(Entry entry) throws IOException {
        boolean fits = !index.isStarted() || (entry.height() >= firstHeight() && entry.height() <= lastHeight() + 1);
        if (!fits) {
            throw new BrokenInvariantException("block " + entry.height() + " does not join the journal's blocks "
                    + firstHeight() + " to " + lastHeight());
        }
        Place place = writer.append(RecordContent.block(RecordKind.BLOCK, entry, committedMark));
        index.replace(entry.height(), entry.term(), Optional.of(place));
        open.block(new Written(entry.height(), entry.term(), entry.block().hash()), place);
    }

    private void append(Prepared prepared) throws IOException {
        if (prepared.height() > committedMark && !open.holdsBlock(prepared.height(), prepared.blockHash())) {
            throw new BrokenInvariantException("block " + prepared.blockHash() + " at height " + prepared.height()
                    + " is said to be prepared, but the journal was never given it");
        }
        Place place = writer.append(RecordContent.prepared(prepared, committedMark));
        open.prepared(new Written(prepared.height(), prepared.view(), prepared.blockHash()), place);
    }

    private static HardState newer(HardState before, HardState after) {
        boolean back = after.term() < before.term();
        boolean otherVote = after.term() == before.term()
                && before.votedFor().isPresent()
                && !after.votedFor().equals(before.votedFor());
        if (back || otherVote) {
            throw new BrokenInvariantException("the hard state would go from " + before + " to " + after);
        }
        return after;
    }

    /** Records first, then the head that promises them. */
    private void commit(HardState hardState) throws IOException {
        writer.sync();
        Head next = head.current().withHardState(hardState).withPromise(writer.promise());
        if (!next.equals(head.current())) {
            head.write(next);
        }
    }

    /** An exception between this and {@code broken = false} leaves the journal unusable. */
    private void begin() {
        if (broken) {
            throw new IllegalStateException("the journal stopped at an earlier failure and cannot know what the disk"
                    + " holds: stop the node, see to the disk, start again");
        }
        broken = true;
    }

    /**
     * The live entries from {@code from} up to {@code to}, at most about {@code maxBytes} of encoded blocks, but at
     * least one. Ends before a height that is lost; empty if {@code from} is lost or not in the journal.
     *
     * @throws StoreCorruptionException if a record has decayed since the start
     */
    public List<Entry> load(long from, long to, int maxBytes) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (long height = from; height <= to; height++) {
            Optional<Place> place = index.place(height);
            if (place.isEmpty()) {
                break;
            }
            Entry entry = stored.entry(height, place.get());
            bytes += entry.block().encoded().size();
            if (!entries.isEmpty() && bytes > maxBytes) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    /** The live block at {@code height}; empty if it is lost or not in the journal. */
    public Optional<Block> block(long height) throws IOException {
        Optional<Place> place = index.place(height);
        return place.isEmpty()
                ? Optional.empty()
                : Optional.of(stored.entry(height, place.get()).block());
    }

    /**
     * The block of this hash that was written at a height not known to be committed, whatever has taken its place since;
     * empty if there is none, or it has decayed: whoever wants it finds it elsewhere, and what this node did with it is
     * remembered without it.
     */
    public Optional<Block> openBlock(long height, Hash blockHash) throws IOException {
        Optional<Place> place = open.place(height, blockHash);
        try {
            return place.isEmpty()
                    ? Optional.empty()
                    : Optional.of(stored.entry(height, place.get()).block());
        } catch (StoreCorruptionException e) {
            if (open.isNewsThatDecayed(place.orElseThrow())) {
                log.error("block {}, {}, was asked for and is lost here: {}", height, blockHash, e.getMessage());
            }
            return Optional.empty();
        }
    }

    private Optional<Certificate> readNewestCertificate() throws IOException {
        if (newestCertificate.isEmpty()) {
            return Optional.empty();
        }
        Place place = newestCertificate.get();
        try {
            return Optional.of(Certificate.decode(stored.payload(place)));
        } catch (MalformedException e) {
            throw StoredRecords.decayed(place, "the certificate cannot be decoded", e);
        }
    }

    private Optional<PreparedBlock> readPrepared() throws IOException {
        if (open.newestPrepared().isEmpty()) {
            return Optional.empty();
        }
        PreparedPlace found = open.newestPrepared().get();
        try {
            Prepared prepared = PreparedFormat.decode(stored.payload(found.certificate()));
            Block block = stored.entry(prepared.height(), found.block()).block();
            return Optional.of(new PreparedBlock(prepared, block));
        } catch (MalformedException e) {
            throw StoredRecords.decayed(found.certificate(), "the prepared certificate cannot be decoded", e);
        }
    }

    /** The node's state was made of blocks up to {@code height}: those above {@link #lastHeight()} are lost. */
    public void lostUpTo(long height) {
        index.lostUpTo(height);
    }

    /** The lowest live height from {@code from} on whose block is lost. */
    public OptionalLong firstLost(long from) {
        return index.firstLost(from);
    }

    /**
     * Puts a lost block back in its place, durably, and leaves all others.
     *
     * @throws BrokenInvariantException if no block is lost at that height
     */
    public void repair(Entry entry) throws IOException {
        if (!firstLost(entry.height()).equals(OptionalLong.of(entry.height()))) {
            throw new BrokenInvariantException("block " + entry.height() + " is not lost: nothing to repair");
        }
        begin();
        if (!mender.put(entry)) {
            Place place = writer.append(RecordContent.block(RecordKind.REPAIR, entry, committedMark));
            index.repair(entry.height(), entry.term(), place);
            open.block(new Written(entry.height(), entry.term(), entry.block().hash()), place);
        }
        commit(hardState());
        broken = false;
    }

    /**
     * Puts damage that came up since the start right, durably and where it is, as far as what stood there is known.
     *
     * @param fetchable blocks up to this height can be had from others: such a one is lost from now on, until {@link
     *     #repair}
     * @param certificates of a height, as the state's store has it
     */
    public Mending mend(Damage damage, long fetchable, LongFunction<Optional<Certificate>> certificates)
            throws IOException {
        begin();
        Mending outcome = Mending.DONE;
        if (damage.file().equals(HeadFile.NAME)) {
            // One write for each slot.
            head.write(head.current());
            head.write(head.current());
        } else {
            outcome = mender.mend(damage, fetchable, certificates);
        }
        broken = false;
        return outcome;
    }

    /**
     * The node has learned from its peers all that it may have forgotten: it may vote again, durably. Damage that was
     * found at this start counts as settled from now on; any other makes the node recover once more.
     */
    public void endRecovery() throws IOException {
        begin();
        head.write(head.current().withRecovering(false).withSettled(Damage.digest(damages)));
        broken = false;
    }

    /**
     * Deletes whole segments from the front that hold nothing live from {@code height} on; the newest certificate is
     * kept, and so are all blocks above the committed height, replaced ones included, and the newest prepared certificate
     * there. Nothing is deleted while recovering.
     */
    public void dropBelow(long height) throws IOException {
        int keep = open.lowestSegment(index.lowestSegmentFrom(Math.min(height, lastHeight()), writer.sequence()));
        if (keep <= head.current().firstSegment() || head.current().recovering()) {
            return;
        }
        if (newestCertificate.isPresent() && newestCertificate.get().sequence() < keep && waiting.isEmpty()) {
            waiting.add(readNewestCertificate().orElseThrow());
        }
        persistAll(List.of());
        begin();
        damages.removeIf(damage -> damage.file().compareTo(SegmentFiles.name(keep)) < 0);
        head.write(head.current().withFirstSegment(keep).withSettled(Damage.digest(damages)));
        files.deleteBelow(keep);
        index.forgetSegmentsBelow(keep);
        broken = false;
    }

    /**
     * The lowest height such that the segments from its own on have at most {@code bytes}; the newest segment is always
     * among them.
     */
    public long firstHeightWithin(long bytes) throws IOException {
        int from = writer.sequence();
        long left = bytes;
        for (int sequence = from; sequence >= head.current().firstSegment(); sequence--) {
            left -= files.file(sequence).size();
            if (left < 0) {
                break;
            }
            from = sequence;
        }
        return index.firstHeightInSegmentsFrom(from);
    }

    /** All that is durable now, for another thread to read. */
    public JournalCut cut() throws IOException {
        List<JournalCut.Part> parts = new ArrayList<>();
        for (int sequence : files.sequences()) {
            long size = files.file(sequence).size();
            parts.add(
                    sequence == writer.sequence()
                            ? new JournalCut.Part(
                                    SegmentFiles.name(sequence), writer.offset(), size, writer.nextNumber())
                            : new JournalCut.Part(
                                    SegmentFiles.name(sequence), size, size, files.firstNumber(sequence + 1)));
        }
        return new JournalCut(files.identity(), head.current(), parts, lastHeight());
    }

    /** Reads the head file once more; returns what has decayed since it was written. */
    public List<Damage> checkHead() throws IOException {
        return head.check();
    }

    /** Does not sync: what was not persisted before is not durable. */
    @Override
    public void close() throws IOException {
        files.close();
        head.close();
    }
}
