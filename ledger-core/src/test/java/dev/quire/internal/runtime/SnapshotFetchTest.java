package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotChain;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotHead;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node that lacks blocks, and two others that no longer have them; one of these lies. */
class SnapshotFetchTest {
    private static final long SECOND = 1_000_000;
    private static final long HEIGHT = 6;
    private static final int CHUNK_BYTES = 2_000;
    private static final int CRUMB_BYTES = 1_000;
    private static final int SECTION_OF_STATE = 2;
    private static final int SECTION_OF_IDS = 3;

    private record Sent(PublicKey to, SnapshotMessage message) {}

    private final SnapshotChain chain = new SnapshotChain(11);
    private final PublicKey self = chain.members().members().get(0);
    private final PublicKey liar = chain.members().members().get(1);
    private final PublicKey honest = chain.members().members().get(2);
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final MemoryDisk disk = new MemoryDisk();
    private List<Chunk> chunks = List.of();
    private SnapshotHead head;
    private SnapshotFiles files;
    private SnapshotFetch fetch;
    private long now;
    private boolean hasRoom = true;

    @BeforeEach
    void aChainWithASnapshot() throws IOException {
        for (int i = 0; i < HEIGHT; i++) {
            chain.grow(10);
        }
        chunks = chain.chunks(CHUNK_BYTES);
        head = chain.head(HEIGHT, chunks);
        start();
    }

    private void start() throws IOException {
        files = SnapshotFiles.open(disk);
        fetch = fetch(chain.members());
    }

    private SnapshotFetch fetch(MemberSet members) {
        Transport transport = new Transport() {
            @Override
            public void start(Listener listener) {
                throw new AssertionError("the node starts it");
            }

            @Override
            public boolean send(PublicKey to, Frame frame) {
                try {
                    return sent.add(new Sent(to, SnapshotMessage.of(frame)));
                } catch (MalformedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void close() {}
        };
        return new SnapshotFetch(
                files,
                transport,
                chain.chainId(),
                members,
                members.members().get(0),
                new ReceiptVerifier(new Ed25519()::verifyMember),
                new ChunkPace(CRUMB_BYTES),
                () -> hasRoom);
    }

    /** Lets it go on until it has sent something. */
    private Sent next() throws IOException {
        for (int i = 0; i < 1_000 && sent.isEmpty() && !fetch.isReady(); i++) {
            if (!fetch.step(0, now)) {
                now += SECOND / 10;
            }
        }
        return sent.isEmpty() ? new Sent(self, new SnapshotMessage.Gone(0, 0)) : sent.remove();
    }

    private void offer(PublicKey from) {
        fetch.gone(from, new SnapshotMessage.Gone(100, HEIGHT), 0, now);
    }

    /** Of the chunk that has it. */
    private Bytes chunkAt(Bytes position) {
        return IntStream.range(0, chunks.size())
                .filter(i -> chunks.get(i).start().compareTo(position) <= 0)
                .mapToObj(i -> chunks.get(i).encoded())
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    private void answer(Sent question, boolean truly) throws IOException {
        if (question.message() instanceof SnapshotMessage.ChunkQuestion asked) {
            byte[] bytes = chunkAt(asked.position()).toArray();
            if (!truly) {
                bytes[bytes.length - 1] ^= 1;
            }
            // In two pieces, as a large one comes.
            int end = asked.offset() == 0 ? bytes.length / 2 : bytes.length;
            Bytes piece = Bytes.copyOf(bytes).slice(asked.offset(), end);
            fetch.answered(
                    question.to(),
                    new SnapshotMessage.Piece(asked.height(), asked.position(), asked.offset(), bytes.length, piece),
                    now);
        } else {
            fetch.answered(question.to(), head, now);
        }
    }

    @Test
    void aChunkThatDoesNotHoldIsFetchedElsewhere() throws IOException {
        offer(liar);
        fetch.step(0, now);
        answer(next(), true);
        List<PublicKey> asked = new ArrayList<>();
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent question = next();
            asked.add(question.to());
            answer(question, question.to().equals(honest));
        }
        assertThat(asked.subList(0, 2)).containsOnly(liar);
        assertThat(asked.subList(2, asked.size())).containsOnly(honest).hasSize(2 * chunks.size());
        assertThat(files.fetched()).hasValueSatisfying(manifest -> {
            assertThat(manifest.height()).isEqualTo(HEIGHT);
            assertThat(manifest.entries()).hasSameSizeAs(chunks);
        });
    }

    @Test
    void whoOffersWhatItDoesNotHaveHoldsNobodyUp() throws IOException {
        for (int i = 0; i < 100 && !fetch.isReady(); i++) {
            fetch.gone(liar, new SnapshotMessage.Gone(100, 1_000_000), 0, now);
            offer(honest);
            Sent question = next();
            if (question.to().equals(honest)) {
                answer(question, true);
            }
        }
        assertThat(files.fetched()).isPresent();
    }

    /** Its head holds, but nobody else has that snapshot; and it offers it again whenever it may. */
    @Test
    void whoShowsAHeadAndSendsNoChunkHoldsNobodyUp() throws IOException {
        SnapshotHead other = head;
        chain.grow(10);
        SnapshotHead newest = chain.head(HEIGHT + 1, chain.chunks(CHUNK_BYTES));
        for (int i = 0; i < 200 && !fetch.isReady(); i++) {
            fetch.gone(liar, new SnapshotMessage.Gone(100, HEIGHT + 1), 0, now);
            offer(honest);
            Sent question = next();
            if (question.to().equals(liar) && question.message() instanceof SnapshotMessage.HeadQuestion) {
                fetch.answered(liar, newest, now);
            } else if (question.message() instanceof SnapshotMessage.HeadQuestion) {
                fetch.answered(honest, other, now);
            } else if (question.to().equals(honest)
                    && ((SnapshotMessage.ChunkQuestion) question.message()).height() == HEIGHT) {
                answer(question, true);
            }
        }
        assertThat(files.fetched())
                .hasValueSatisfying(manifest -> assertThat(manifest.height()).isEqualTo(HEIGHT));
    }

    @Test
    void whoTakesLongForAChunkIsNotAskedForTheNext() throws IOException {
        offer(liar);
        answer(next(), true);
        int slow = 0;
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent question = next();
            if (question.to().equals(liar)) {
                slow++;
                now += SECOND * 4 / 10;
            }
            answer(question, true);
        }
        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(slow).as("pieces of the slow one").isEqualTo(2);
        assertThat(files.fetched()).isPresent();
    }

    /** Chunks that hold, at once, with one entry or one id each: there would be thousands of them, or no end. */
    @Test
    void whoSendsCrumbsIsNotAskedForTheNext() throws IOException {
        List<Chunk> whole = chunks;
        offer(liar);
        answer(next(), true);
        int crumbs = 0;
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent question = next();
            boolean lying = question.to().equals(liar);
            crumbs += lying ? 1 : 0;
            chunks = lying ? crumbs(whole) : whole;
            answer(question, true);
        }
        assertThat(crumbs(whole)).hasSizeGreaterThan(10 * whole.size());
        assertThat(files.fetched()).isPresent();
        assertThat(crumbs).as("pieces of the history, and of one crumb").isEqualTo(4);
    }

    /** Chunks that hold, at once, and are large, with not one entry that is new: there would be no end, nor of the files. */
    @Test
    void whoSendsTheSameEntriesAgainIsNotAskedForTheNext() throws IOException {
        List<Chunk> whole = chunks;
        offer(liar);
        answer(next(), true);
        int again = 0;
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent question = next();
            boolean lying = question.to().equals(liar) && isOf(SECTION_OF_STATE, question);
            again += lying ? 1 : 0;
            chunks = lying ? List.of(whole.get(0), hardlyFurther(question)) : whole;
            answer(question, true);
        }
        assertThat(files.fetched()).isPresent();
        assertThat(again).as("pieces of one such chunk").isEqualTo(2);
        assertThat(bytesOnDisk()).isLessThan(2 * sizeOf(whole));
    }

    @Test
    void theSameEntriesAgainAndAgainAreNoSnapshot() throws IOException {
        List<Chunk> whole = chunks;
        offer(liar);
        answer(next(), true);
        int again = 0;
        for (int i = 0; i < 1_000 && files.fetching().isPresent(); i++) {
            Sent question = next();
            boolean lying = question.to().equals(liar) && isOf(SECTION_OF_STATE, question);
            again += lying ? 1 : 0;
            chunks = lying ? List.of(whole.get(0), hardlyFurther(question)) : whole;
            if (question.to().equals(liar)) {
                answer(question, true);
            }
            assertThat(bytesOnDisk()).isLessThan(2 * sizeOf(whole));
        }
        assertThat(files.fetched()).isEmpty();
        assertThat(again).as("pieces of five such chunks").isEqualTo(10);
    }

    private static boolean isOf(int section, Sent question) {
        return question.message() instanceof SnapshotMessage.ChunkQuestion asked
                && asked.position().at(0) == section;
    }

    /** All of the state up to the place that is asked for, and a key further that is not in it. */
    private Chunk hardlyFurther(Sent question) {
        Bytes position = ((SnapshotMessage.ChunkQuestion) question.message()).position();
        StateKey asked = StateKey.ofFullKey(position.slice(1, position.size()));
        StateKey end = new StateKey(asked.pluginId(), asked.key().concat(Bytes.wrap(new byte[1])));
        Chunk.State all = (Chunk.State) chain.chunks(1 << 20).get(1);
        assertThat(all.range().to()).isEmpty();
        return new Chunk.State(KeyRange.between(all.range().from(), end), all.proof());
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (String name : disk.list()) {
            try (var file = disk.open(name)) {
                bytes += name.endsWith(".chunk") ? file.size() : 0;
            }
        }
        return bytes;
    }

    private static long sizeOf(List<Chunk> chunks) {
        return chunks.stream().mapToLong(chunk -> chunk.encoded().size()).sum();
    }

    private List<Chunk> crumbs(List<Chunk> whole) {
        List<Chunk> crumbs = new ArrayList<>(chain.chunks(1));
        Chunk.Ids ids = (Chunk.Ids) crumbs.remove(crumbs.size() - 1);
        for (Chunk.Ids.Run run : ids.runs()) {
            for (int i = 0; i < run.ids().size(); i++) {
                crumbs.add(new Chunk.Ids(List.of(new Chunk.Ids.Run(
                        run.minute(), run.first() + i, List.of(run.ids().get(i))))));
            }
        }
        assertThat(whole.get(whole.size() - 1)).isEqualTo(ids);
        return crumbs;
    }

    @Test
    void whoSendsCrumbsOfIdsIsNotAskedForTheNext() throws IOException {
        List<Chunk> whole = chunks;
        offer(liar);
        answer(next(), true);
        int crumbs = 0;
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent question = next();
            boolean lying = question.to().equals(liar) && isOf(SECTION_OF_IDS, question);
            crumbs += lying ? 1 : 0;
            chunks = lying ? crumbs(whole) : whole;
            answer(question, true);
        }
        assertThat(files.fetched()).isPresent();
        assertThat(crumbs).as("pieces of one crumb").isEqualTo(2);
    }

    /** Nobody else has that snapshot: then it is none. */
    @Test
    void crumbsAloneAreNoSnapshot() throws IOException {
        List<Chunk> whole = chunks;
        offer(liar);
        answer(next(), true);
        chunks = crumbs(whole);
        for (int i = 0; i < 1_000 && files.fetching().isPresent(); i++) {
            Sent question = next();
            if (question.to().equals(liar)) {
                answer(question, true);
            }
        }
        assertThat(files.fetching()).isEmpty();
        assertThat(files.fetched()).isEmpty();
    }

    @Test
    void aFullDiskHoldsItUpAndNothingElse() throws IOException {
        offer(honest);
        Sent forHead = next();
        hasRoom = false;
        answer(forHead, true);
        now += SECOND;
        assertThat(fetch.step(0, now)).isFalse();
        assertThat(disk.list()).isEmpty();
        hasRoom = true;
        Sent again = next();
        assertThat(again).isEqualTo(forHead);
        answer(again, true);
        answer(next(), true);
        Sent question = next();
        List<String> before = disk.list();
        hasRoom = false;
        for (int i = 0; i < 100; i++) {
            answer(question, true);
            now += SECOND;
            assertThat(fetch.step(0, now)).isFalse();
            assertThat(fetch.nextDeadlineMicros()).isGreaterThan(now);
        }
        assertThat(sent).isEmpty();
        assertThat(disk.list()).isEqualTo(before);
        hasRoom = true;
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent next = next();
            if (next.to().equals(honest)) {
                answer(next, true);
            }
        }
        assertThat(files.fetched()).isPresent();
    }

    @Test
    void crumbsAreNoPieces() {
        Bytes position = Bytes.utf8("place");
        for (SnapshotMessage piece : List.of(
                new SnapshotMessage.Piece(9, position, 0, 10, Bytes.utf8("crumb")),
                new SnapshotMessage.Piece(9, position, 10, 10, Bytes.EMPTY),
                new SnapshotMessage.Piece(9, position, 0, 0, Bytes.EMPTY),
                new SnapshotMessage.Piece(9, position, 0, 4, Bytes.utf8("piece")),
                new SnapshotMessage.Piece(9, position, 4, Chunk.MAX_SIZE + 9, Bytes.utf8("piece")))) {
            assertThatThrownBy(() -> SnapshotMessage.of(SnapshotMessage.frame(piece)))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void whoIsSilentIsPassedOver() throws IOException {
        offer(liar);
        answer(next(), true);
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent question = next();
            if (question.to().equals(honest)) {
                answer(question, true);
            }
        }
        assertThat(files.fetched()).isPresent();
    }

    @Test
    void aRestartGoesOnBehindWhatIsThere() throws IOException {
        offer(honest);
        answer(next(), true);
        for (int i = 0; i < 4; i++) {
            answer(next(), true);
        }
        sent.clear();
        start();
        assertThat(next().message())
                .isInstanceOfSatisfying(
                        SnapshotMessage.ChunkQuestion.class,
                        question -> assertThat(question.position())
                                .isEqualTo(chunks.get(2).start()));
    }

    @Test
    void aDamagedChunkIsFetchedAgainAfterARestart() throws IOException {
        offer(honest);
        answer(next(), true);
        for (int i = 0; i < 6; i++) {
            answer(next(), true);
        }
        String second = disk.list().stream()
                .filter(name -> name.endsWith("-0000001.chunk"))
                .findFirst()
                .orElseThrow();
        try (var file = disk.open(second)) {
            file.write(20, Bytes.utf8("decay").asBuffer());
        }
        sent.clear();
        start();
        assertThat(next().message())
                .isInstanceOfSatisfying(
                        SnapshotMessage.ChunkQuestion.class,
                        question -> assertThat(question.position())
                                .isEqualTo(chunks.get(1).start()));
    }

    @Test
    void aHeadWithoutAProofIsRefused() throws IOException {
        offer(liar);
        Sent question = next();
        assertThat(question.message()).isEqualTo(new SnapshotMessage.HeadQuestion(HEIGHT));
        SnapshotHead forged = new SnapshotHead(1, head.proof(), List.of(Hash.ZERO), 1, 1);
        fetch.answered(liar, forged, now);
        assertThat(next().message()).isInstanceOf(SnapshotMessage.Gone.class);
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void whereMembersMayLieOneIsNotBelieved() throws IOException {
        MemberSet four = MemberSet.of(
                ConsensusMode.BFT, List.of(self, liar, honest, new PublicKey(Bytes.fromHex("11".repeat(32)))));
        fetch = fetch(four);
        PublicKey one = four.members().get(1);
        fetch.gone(one, new SnapshotMessage.Gone(100, HEIGHT), 0, now);
        assertThat(next().message()).isInstanceOf(SnapshotMessage.Gone.class);
        fetch.gone(one, new SnapshotMessage.Gone(100, HEIGHT), 0, now);
        fetch.gone(four.members().get(2), new SnapshotMessage.Gone(100, HEIGHT), 0, now);
        assertThat(next().message()).isInstanceOf(SnapshotMessage.HeadQuestion.class);
    }

    @Test
    void nothingIsFetchedWhileBlocksCome() throws IOException {
        offer(honest);
        for (int height = 1; height < 50; height++) {
            fetch.step(height, now);
            now += SECOND / 2;
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void messagesComeBackAsTheyWere() throws MalformedException {
        for (SnapshotMessage message : List.of(
                new SnapshotMessage.Gone(7, 3),
                new SnapshotMessage.HeadQuestion(9),
                new SnapshotMessage.Head(head),
                new SnapshotMessage.ChunkQuestion(9, Bytes.utf8("place"), 5),
                new SnapshotMessage.Piece(9, Bytes.utf8("place"), 5, 10, Bytes.utf8("piece")))) {
            assertThat(SnapshotMessage.is(SnapshotMessage.frame(message))).isTrue();
            assertThat(SnapshotMessage.of(SnapshotMessage.frame(message))).isEqualTo(message);
        }
    }
}
