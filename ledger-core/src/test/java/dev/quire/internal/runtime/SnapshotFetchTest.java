package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node that fetches a snapshot makes of true answers, false ones, and none. */
class SnapshotFetchTest extends FetchingNode {
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
