package dev.quire.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the history so far can have gone.
 *
 * @param spent the operations of unknown outcome that have taken effect, by their number among those
 * @param last the operation that took effect last, and those before it
 */
record Configuration(
        Standing standing, BitSet spent, @Nullable Placement last) {
    static final Configuration START =
            new Configuration(new Standing(Optional.empty(), new BitSet()), new BitSet(), null);

    /**
     * What all operations from now on depend on, but for what is spent.
     *
     * @param placed the operations in flight that have taken effect, by their slot
     */
    record Standing(Optional<String> held, BitSet placed) {}

    /** A list that shares its tail with the configurations that it came from. */
    record Placement(Operation operation, @Nullable Placement before) {}

    Optional<String> held() {
        return standing.held;
    }

    boolean hasPlaced(int slot) {
        return standing.placed.get(slot);
    }

    Configuration place(int slot, Operation operation) {
        BitSet placed = with(standing.placed, slot);
        return new Configuration(
                new Standing(operation.action().after(held()), placed), spent, new Placement(operation, last));
    }

    /** The slot's operation has returned; the slot may be used again. */
    Configuration release(int slot) {
        BitSet placed = (BitSet) standing.placed.clone();
        placed.clear(slot);
        return new Configuration(new Standing(held(), placed), spent, last);
    }

    Configuration spend(int number, Operation operation) {
        return new Configuration(
                new Standing(operation.action().after(held()), standing.placed),
                with(spent, number),
                new Placement(operation, last));
    }

    /** Can everything that may follow on {@code other} follow on this one? Asked of equal standings. */
    boolean covers(Configuration other) {
        if (spent.cardinality() > other.spent.cardinality()) {
            return false;
        }
        BitSet more = (BitSet) spent.clone();
        more.andNot(other.spent);
        return more.isEmpty();
    }

    List<Operation> order() {
        Deque<Operation> order = new ArrayDeque<>();
        for (Placement placement = last; placement != null; placement = placement.before) {
            order.addFirst(placement.operation);
        }
        return new ArrayList<>(order);
    }

    private static BitSet with(BitSet set, int bit) {
        BitSet larger = (BitSet) set.clone();
        larger.set(bit);
        return larger;
    }
}
