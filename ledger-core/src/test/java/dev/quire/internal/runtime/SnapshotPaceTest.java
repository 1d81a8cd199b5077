package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotRestore;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What comes holds, and is late, or has next to nothing new in it: nobody is held up by that, and no disk is filled. */
class SnapshotPaceTest extends FetchingNode {
    private static final int SECTION_OF_STATE = 2;
    private static final int SECTION_OF_IDS = 3;

    @Test
    void whoTakesLongForAChunkIsNotAskedForTheNext() throws IOException {
        int slow = fetchAllWhileTheLiarGives(question -> true, (question, whole) -> late(whole));
        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(slow).as("pieces of the slow one").isEqualTo(2);
    }

    /** Chunks that hold, at once, with one entry or one id each: there would be thousands of them, or no end. */
    @Test
    void whoSendsCrumbsIsNotAskedForTheNext() throws IOException {
        int crumbs = fetchAllWhileTheLiarGives(question -> true, (question, whole) -> crumbs(whole));
        assertThat(crumbs(chunks)).hasSizeGreaterThan(10 * chunks.size());
        assertThat(crumbs).as("pieces of the history, and of one crumb").isEqualTo(4);
    }

    /** Chunks that hold, at once, and are large, with not one entry that is new: there would be no end, nor of the files. */
    @Test
    void whoSendsTheSameEntriesAgainIsNotAskedForTheNext() throws IOException {
        int again = fetchAllWhileTheLiarGives(
                isOf(SECTION_OF_STATE), (question, whole) -> List.of(whole.get(0), hardlyFurther(question)));
        assertThat(again).as("pieces of one such chunk").isEqualTo(2);
        assertThat(bytesOnDisk()).isLessThan(2 * sizeOf(chunks));
    }

    @Test
    void theSameEntriesAgainAndAgainAreNoSnapshot() throws IOException {
        List<Chunk> whole = chunks;
        offer(liar);
        answer(next(), true);
        int again = 0;
        for (int i = 0; i < 1_000 && files.fetching().isPresent(); i++) {
            Sent question = next();
            boolean lying = question.to().equals(liar) && isOf(SECTION_OF_STATE).test(question);
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

    /**
     * Has everything fetched, while the liar answers the questions that he lies about with other chunks.
     *
     * @return how many of those questions there were
     */
    private int fetchAllWhileTheLiarGives(Predicate<Sent> about, BiFunction<Sent, List<Chunk>, List<Chunk>> others)
            throws IOException {
        List<Chunk> whole = chunks;
        offer(liar);
        answer(next(), true);
        int lies = 0;
        for (int i = 0; i < 1_000 && !fetch.isReady(); i++) {
            Sent question = next();
            boolean lying = question.to().equals(liar) && about.test(question);
            lies += lying ? 1 : 0;
            chunks = lying ? others.apply(question, whole) : whole;
            answer(question, true);
        }
        chunks = whole;
        assertThat(files.fetched()).isPresent();
        return lies;
    }

    private List<Chunk> late(List<Chunk> these) {
        now += SECOND * 4 / 10;
        return these;
    }

    private static Predicate<Sent> isOf(int section) {
        return question -> question.message() instanceof SnapshotMessage.ChunkQuestion asked
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
        int crumbs = fetchAllWhileTheLiarGives(isOf(SECTION_OF_IDS), (question, whole) -> crumbs(whole));
        assertThat(crumbs).as("pieces of one crumb").isEqualTo(2);
    }

    /** Ids prove themselves minute by minute: what is proven does not come again because another member is asked. */
    @Test
    void idsOfWholeMinutesAreKeptWhenAnotherMemberIsAsked() throws Exception {
        List<Chunk> whole = chunks;
        List<Chunk.Ids.Run> runs = ((Chunk.Ids) whole.get(whole.size() - 1)).runs();
        Chunk.Ids.Run large = runs.stream()
                .skip(2)
                .filter(run -> run.ids().size() > 1)
                .findFirst()
                .orElseThrow();
        int at = runs.indexOf(large);
        List<Chunk.Ids.Run> begun = new ArrayList<>(runs.subList(0, at));
        begun.add(new Chunk.Ids.Run(large.minute(), 0, large.ids().subList(0, 1)));
        List<Chunk> some = new ArrayList<>(whole.subList(0, whole.size() - 1));
        some.add(new Chunk.Ids(begun));

        offer(liar);
        answer(next(), true);
        Sent question = next();
        while (question.to().equals(liar)) {
            chunks = some;
            answer(question, true);
            question = next();
        }
        Bytes rest = new Chunk.Ids(runs.subList(at, runs.size())).start();
        assertThat(question.message())
                .isInstanceOfSatisfying(
                        SnapshotMessage.ChunkQuestion.class,
                        asked -> assertThat(asked.position()).isEqualTo(rest));
        chunks = whole;
        answer(question, true);
        while (!fetch.isReady()) {
            answer(next(), true);
        }
        MemoryStateStore restored = new MemoryStateStore();
        SnapshotRestore.into(restored, files, files.fetched().orElseThrow(), bytes -> {});
        assertThat(restored.appliedHeight()).isEqualTo(HEIGHT);
    }

    /** All its ids hold, but come slowly: it is asked no longer than it takes to the end of a minute. */
    @Test
    void whoTakesLongForIdsIsNotAskedForTheNextMinute() throws IOException {
        crumbBytes = 1;
        start();
        List<Chunk> whole = chunks;
        List<Chunk.Ids.Run> runs = ((Chunk.Ids) whole.get(whole.size() - 1)).runs();
        List<Chunk> each = new ArrayList<>(whole.subList(0, whole.size() - 1));
        runs.forEach(run -> each.add(new Chunk.Ids(List.of(run))));
        int slow = fetchAllWhileTheLiarGives(isOf(SECTION_OF_IDS), (question, ignored) -> late(each));
        assertThat(slow).as("pieces of one minute").isEqualTo(2);
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
}
