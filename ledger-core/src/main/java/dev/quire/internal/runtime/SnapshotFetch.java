package dev.quire.internal.runtime;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotHead;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.internal.snapshot.SnapshotVerifier;
import dev.quire.internal.snapshot.SnapshotVerifier.Proven;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.net.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a snapshot from the other members when they no longer have the blocks that this node needs: one question at a
 * time, every chunk checked before it is kept, whatever the sender. A chunk that does not hold is named with its sender,
 * who is asked for nothing more of this snapshot. Owned by the snapshot loop.
 */
final class SnapshotFetch {
    private static final Logger log = LoggerFactory.getLogger(SnapshotFetch.class);

    /** So long nothing was applied before the others are believed that blocks are gone. */
    private static final long PATIENCE_MICROS = 1_000_000;

    private static final long TIMEOUT_MICROS = 1_000_000;
    /** All peers are asked so often for one thing before the snapshot is given up. */
    private static final int ROUNDS = 4;

    private final SnapshotFiles files;
    private final Transport transport;
    private final Hash chainId;
    private final MemberSet members;
    private final List<PublicKey> peers;
    private final ReceiptVerifier verifier;
    private final ChunkPace pace;
    private final BooleanSupplier hasRoom;
    /** Who said that it no longer has the next block, and the height of its snapshot. */
    private final TreeMap<PublicKey, Long> offers = new TreeMap<>();

    private final TreeSet<PublicKey> refused = new TreeSet<>();
    /** Who was asked for the head that it offers. */
    private final TreeSet<PublicKey> askedForHead = new TreeSet<>();

    private Optional<Target> target = Optional.empty();
    private boolean ready;
    private int nextPeer;
    private int unanswered;
    private long appliedHeight = -1;
    private long appliedMicros;
    private long deadlineMicros = Long.MAX_VALUE;

    /** What is being fetched. */
    private static final class Target {
        private final SnapshotHead head;
        /** Whose head it is; not known after a restart. */
        private final Optional<PublicKey> sender;

        private final SnapshotVerifier verifier;
        private final List<SnapshotManifest.Entry> entries = new ArrayList<>();
        private Bytes partial = Bytes.EMPTY;
        /** What the chunks have brought that was not there before. */
        private long bytes;
        /** Chunks that are proven, if the last of them is cut to {@link #provenIds}: ids of a minute prove themselves together. */
        private int provenChunks;

        private Optional<Chunk.Ids> provenIds = Optional.empty();
        private long provenBytes;
        /** Has the member that is asked taken long for a chunk, and has it brought anything that is proven? */
        private boolean slow;

        private boolean useful;
        /** Chunks on the disk have been looked at after a restart. */
        private boolean resumed;

        private long askedMicros;

        Target(SnapshotHead head, Optional<PublicKey> sender) {
            this.head = head;
            this.sender = sender;
            this.verifier = new SnapshotVerifier(head);
            this.resumed = sender.isPresent();
        }

        void add(Chunk chunk, Proven proven, SnapshotManifest.Entry entry) {
            entries.add(entry);
            bytes += proven.bytes();
            Optional<Chunk.Ids> ids = chunk instanceof Chunk.Ids taken ? verifier.proven(taken) : Optional.empty();
            if (ids.isPresent() || !(chunk instanceof Chunk.Ids)) {
                useful = true;
                provenIds = ids;
                provenChunks = entries.size();
                provenBytes = bytes
                        - (ids.isEmpty()
                                ? 0
                                : proven.bytes() - new Proven.Ids(ids.get().runs()).bytes());
            }
        }

        /** Another member is asked: what proves nothing yet comes again, so that whoever sent what is wrong is known. */
        void dropUnproven(SnapshotFiles files) throws IOException {
            slow = false;
            useful = false;
            partial = Bytes.EMPTY;
            if (entries.size() == provenChunks && bytes == provenBytes) {
                return;
            }
            files.dropChunksFrom(provenChunks);
            entries.subList(provenChunks, entries.size()).clear();
            if (provenIds.isPresent()) {
                entries.set(provenChunks - 1, files.write(head.height(), provenChunks - 1, provenIds.get()));
            }
            bytes = provenBytes;
            verifier.restartMinute();
        }
    }

    SnapshotFetch(
            SnapshotFiles files,
            Transport transport,
            Hash chainId,
            MemberSet members,
            PublicKey self,
            ReceiptVerifier verifier,
            ChunkPace pace,
            BooleanSupplier hasRoom) {
        this.files = files;
        this.transport = transport;
        this.chainId = chainId;
        this.members = members;
        this.peers = members.members().stream()
                .filter(member -> !member.equals(self))
                .toList();
        this.verifier = verifier;
        this.pace = pace;
        this.hasRoom = hasRoom;
        this.target = files.fetching().map(head -> new Target(head, Optional.empty()));
        this.ready = files.fetched().isPresent();
    }

    /** All is there: the next start installs it. */
    boolean isReady() {
        return ready;
    }

    long nextDeadlineMicros() {
        return ready ? Long.MAX_VALUE : deadlineMicros;
    }

    /** A peer no longer has the block that this node needs. */
    void gone(PublicKey from, SnapshotMessage.Gone gone, long applied, long nowMicros) {
        if (peers.contains(from) && gone.firstHeight() > applied + 1) {
            offers.put(from, gone.snapshotHeight());
            if (target.isEmpty()) {
                deadlineMicros = Math.min(deadlineMicros, nowMicros + PATIENCE_MICROS);
            }
        }
    }

    /** Goes on; whether there was anything to do. */
    boolean step(long applied, long nowMicros) throws IOException {
        if (ready || waitsForRoom(nowMicros)) {
            return false;
        }
        if (applied != appliedHeight) {
            progressed(applied, nowMicros);
        }
        if (target.isPresent() && !target.get().resumed) {
            resume(target.get());
            deadlineMicros = nowMicros;
            return true;
        }
        if (nowMicros < deadlineMicros) {
            return false;
        }
        if (target.isPresent()) {
            nobodyAnswered(nowMicros);
        } else {
            choose(nowMicros);
        }
        return true;
    }

    /** All that comes is written: on a full disk nothing is asked for, and what was asked for before is asked for again. */
    private boolean waitsForRoom(long nowMicros) {
        boolean waits = !hasRoom.getAsBoolean();
        if (waits && deadlineMicros != Long.MAX_VALUE) {
            deadlineMicros = nowMicros + TIMEOUT_MICROS;
            // What they have shown meanwhile was not looked at.
            askedForHead.clear();
        }
        return waits;
    }

    private void progressed(long applied, long nowMicros) throws IOException {
        if (appliedHeight >= 0) {
            offers.clear();
        }
        appliedHeight = applied;
        appliedMicros = nowMicros;
        if (target.filter(fetched -> fetched.head.height() <= applied).isPresent()) {
            giveUp("the blocks came another way");
            refused.clear();
        }
    }

    /** In a chain where members may lie so many must say it that one of them does not. */
    private boolean isBelievable() {
        int liars = members.mode() == ConsensusMode.BFT
                ? members.size() - members.mode().quorum(members.size())
                : 0;
        return offers.size() > liars;
    }

    private void choose(long nowMicros) {
        // Whoever offers the newest of all and has nothing to show would otherwise be asked again and again.
        refused.addAll(askedForHead);
        askedForHead.clear();
        Optional<Long> newest = offers.entrySet().stream()
                .filter(offer -> offer.getValue() > appliedHeight && !refused.contains(offer.getKey()))
                .map(Map.Entry::getValue)
                .max(Long::compare);
        if (newest.isEmpty() || !isBelievable()) {
            refused.clear();
            deadlineMicros = Long.MAX_VALUE;
        } else if (nowMicros - appliedMicros < PATIENCE_MICROS) {
            deadlineMicros = appliedMicros + PATIENCE_MICROS;
        } else {
            deadlineMicros = nowMicros + TIMEOUT_MICROS;
            for (PublicKey peer : offers.keySet()) {
                if (offers.get(peer).equals(newest.get()) && !refused.contains(peer)) {
                    transport.send(peer, SnapshotMessage.frame(new SnapshotMessage.HeadQuestion(newest.get())));
                    askedForHead.add(peer);
                }
            }
        }
    }

    /** A peer says what its snapshot is. */
    void answered(PublicKey from, SnapshotHead head, long nowMicros) throws IOException {
        boolean asked = target.isEmpty() && !ready && offers.getOrDefault(from, 0L) == head.height();
        if (!asked || head.height() <= appliedHeight || refused.contains(from) || !hasRoom.getAsBoolean()) {
            return;
        }
        Optional<String> problem = head.problem(chainId, members, verifier);
        if (problem.isPresent()) {
            log.warn(
                    "the snapshot of height {} that peer {} offers is refused: {}",
                    head.height(),
                    from.abbreviated(),
                    problem.get());
            refused.add(from);
            return;
        }
        log.info(
                "the blocks from {} on are gone everywhere: fetching the snapshot of height {}, about {} bytes",
                appliedHeight + 1,
                head.height(),
                head.bytes());
        files.beginFetch(head);
        askedForHead.clear();
        target = Optional.of(new Target(head, Optional.of(from)));
        nextPeer = peers.indexOf(from);
        unanswered = 0;
        ask(nowMicros);
    }

    /** What lies on the disk since before the restart is checked again, a chunk at a time; all ids come anew. */
    private void resume(Target fetched) throws IOException {
        int index = fetched.entries.size();
        try {
            Optional<Bytes> stored = files.fetchedChunk(index);
            if (stored.isPresent() && !fetched.verifier.isAtIds()) {
                Chunk chunk = Chunk.decode(stored.get());
                fetched.add(chunk, fetched.verifier.take(chunk), SnapshotManifest.Entry.of(chunk, stored.get()));
                return;
            }
        } catch (MalformedException | BadChunkException e) {
            log.warn("chunk {} of a snapshot is fetched again: {}", index, e.getMessage());
        }
        files.dropChunksFrom(index);
        fetched.resumed = true;
        log.info("fetching the snapshot of height {} goes on with chunk {}", fetched.head.height(), index);
    }

    private void nobodyAnswered(long nowMicros) throws IOException {
        toNextPeer();
        if (++unanswered > ROUNDS * peers.size()) {
            giveUp("nobody sends its next chunk");
        } else {
            ask(nowMicros);
        }
    }

    private void toNextPeer() throws IOException {
        nextPeer = (nextPeer + 1) % peers.size();
        target.orElseThrow().dropUnproven(files);
        pace.backTo(target.get().bytes);
    }

    private void ask(long nowMicros) throws IOException {
        Target fetched = target.orElseThrow();
        if (fetched.verifier.isComplete()) {
            finish(fetched);
            return;
        }
        if (refused.containsAll(peers)) {
            giveUp("all members sent something that does not hold");
            return;
        }
        deadlineMicros = nowMicros + TIMEOUT_MICROS;
        if (fetched.partial.isEmpty()) {
            fetched.askedMicros = nowMicros;
        }
        for (int tries = 0; tries < peers.size(); tries++) {
            PublicKey peer = peers.get(nextPeer);
            if (!refused.contains(peer)
                    && transport.send(
                            peer,
                            SnapshotMessage.frame(new SnapshotMessage.ChunkQuestion(
                                    fetched.head.height(), fetched.verifier.position(), fetched.partial.size())))) {
                return;
            }
            toNextPeer();
        }
    }

    /** A piece of a chunk has come. */
    void answered(PublicKey from, SnapshotMessage.Piece piece, long nowMicros) throws IOException {
        if (target.isEmpty() || !isAsked(from, piece, target.get()) || !hasRoom.getAsBoolean()) {
            return;
        }
        Target fetched = target.get();
        unanswered = 0;
        fetched.partial = fetched.partial.concat(piece.bytes());
        if (fetched.partial.size() == piece.total()) {
            take(from, fetched, nowMicros - fetched.askedMicros);
        }
        if (target.isPresent()) {
            ask(nowMicros);
        }
    }

    private boolean isAsked(PublicKey from, SnapshotMessage.Piece piece, Target fetched) {
        return fetched.resumed
                && from.equals(peers.get(nextPeer))
                && piece.height() == fetched.head.height()
                && piece.position().equals(fetched.verifier.position())
                && piece.offset() == fetched.partial.size();
    }

    private void take(PublicKey from, Target fetched, long tookMicros) throws IOException {
        int index = fetched.entries.size();
        Bytes encoded = fetched.partial;
        fetched.partial = Bytes.EMPTY;
        try {
            Chunk chunk = fetched.verifier.next(Chunk.decode(encoded));
            Proven proven = fetched.verifier.take(chunk);
            fetched.add(chunk, proven, files.write(fetched.head.height(), index, chunk));
            files.syncNames();
            judgePace(from, fetched, chunk, tookMicros);
        } catch (MalformedException | BadChunkException e) {
            log.warn(
                    "chunk {} of the snapshot of height {} from peer {} is refused, and another member is asked: {}",
                    index,
                    fetched.head.height(),
                    from.abbreviated(),
                    e.getMessage());
            refused.add(from);
            toNextPeer();
        }
    }

    /** Every chunk that holds is kept, but who dawdles is not asked for the next one: else one member could go on for ever. */
    private void judgePace(PublicKey from, Target fetched, Chunk chunk, long tookMicros) throws IOException {
        boolean ids = chunk instanceof Chunk.Ids;
        boolean last = ids ? fetched.verifier.isComplete() : fetched.verifier.isAtIds();
        fetched.slow |= pace.isSlow(tookMicros);
        boolean crumb = pace.isCrumb(from, fetched.bytes, last || chunk instanceof Chunk.History, ids);
        if (pace.isWaste(from)) {
            log.warn("peer {} sends the snapshot in crumbs, and is asked for no more of it", from.abbreviated());
            refused.add(from);
        }
        // Else a minute that takes all of them long would begin again and again.
        if (crumb || (fetched.slow && fetched.useful)) {
            toNextPeer();
        }
    }

    private void finish(Target fetched) throws IOException {
        long bytes = fetched.entries.stream()
                .mapToLong(SnapshotManifest.Entry::bytes)
                .sum();
        SnapshotHead head = fetched.head;
        files.finishFetch(new SnapshotManifest(
                new SnapshotHead(head.term(), head.proof(), head.historyRoots(), fetched.entries.size(), bytes),
                fetched.entries));
        log.info("the snapshot of height {} is here: {} bytes", head.height(), bytes);
        target = Optional.empty();
        ready = true;
    }

    private void giveUp(String why) throws IOException {
        log.info(
                "the snapshot of height {} is not fetched: {}",
                target.orElseThrow().head.height(),
                why);
        files.dropFetch();
        refused.clear();
        pace.forget();
        // Perhaps nobody else has it: of others' next.
        target.get().sender.ifPresent(refused::add);
        target = Optional.empty();
        offers.clear();
        deadlineMicros = Long.MAX_VALUE;
    }
}
