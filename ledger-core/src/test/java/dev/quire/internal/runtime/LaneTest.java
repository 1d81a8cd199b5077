package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final Deque<Runnable> worker = new ArrayDeque<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final Lane lane = new Lane(worker::add, 100, 1_000, failures::add);
    private final List<Integer> done = new ArrayList<>();

    private void work() {
        while (!worker.isEmpty()) {
            worker.remove().run();
        }
    }

    @Test
    void tasksRunInTheOrderOffered() {
        IntStream.range(0, 100)
                .forEach(i -> assertThat(lane.offer(1, () -> done.add(i))).isTrue());
        work();
        assertThat(done).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void atMostOneTurnIsWithTheWorkers() {
        lane.offer(1, () -> done.add(1));
        lane.offer(1, () -> done.add(2));
        assertThat(worker).hasSize(1);
    }

    @Test
    void whatIsTooMuchIsRefusedAndLaterTakenAgain() {
        IntStream.range(0, 100).forEach(i -> lane.offer(1, () -> done.add(i)));
        assertThat(lane.offer(1, () -> done.add(-1))).isFalse();
        work();
        assertThat(lane.offer(1, () -> done.add(100))).isTrue();
        work();
        assertThat(done).hasSize(101).doesNotContain(-1);
    }

    @Test
    void aTaskThatBreaksDownDoesNotStopTheLane() {
        lane.offer(1, () -> {
            throw new IllegalStateException("broken");
        });
        lane.offer(1, () -> done.add(1));
        work();
        assertThat(failures).hasSize(1);
        assertThat(done).containsExactly(1);
        assertThat(lane.offer(1, () -> done.add(2))).isTrue();
        work();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void aTaskMayOfferAnother() {
        lane.offer(1, () -> lane.offer(1, () -> done.add(2)));
        work();
        assertThat(done).containsExactly(2);
    }

    @Test
    void largeTasksAreRefusedSoonerButOneAloneIsTaken() {
        assertThat(lane.offer(5_000, () -> done.add(1))).isTrue();
        assertThat(lane.offer(1, () -> done.add(2))).isFalse();
        work();
        assertThat(lane.offer(600, () -> done.add(3))).isTrue();
        assertThat(lane.offer(600, () -> done.add(4))).isFalse();
        assertThat(lane.offer(400, () -> done.add(5))).isTrue();
        work();
        assertThat(done).containsExactly(1, 3, 5);
        assertThat(lane.offer(1_000, () -> done.add(6))).isTrue();
    }
}
