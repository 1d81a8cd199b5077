package dev.quire.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The search over one key's history: just-in-time linearization (Lowe, "Testing for linearizability", 2017, section 5),
 * which walks through the calls and returns and, at each return, looks for all ways to let the operation take effect
 * before it, together with others that are in flight. It keeps all configurations at once, so that the first return for
 * which none is left ends the shortest prefix that is not linearizable.
 *
 * <p>Three rules keep them few, and lose none that matters: an operation that only observes is placed as soon as it
 * fits; an operation of unknown outcome is tried only where it changes what the key holds to something that an operation
 * in flight can see, the earliest of equal ones first; and of two configurations that differ only in what they have
 * spent of those, the one that has spent less covers the other.
 */
final class KeySearch {
    private record Event(long time, boolean isReturn, int number) {}

    private final List<Operation> operations;
    private final List<Event> events;

    /** In which slot an operation in flight is, by its number. */
    private final int[] slots;

    private final long maxConfigurations;

    /** The operations in flight whose return is in the history, by slot. */
    private final TreeMap<Integer, Operation> inFlight = new TreeMap<>();

    /** The operations of unknown outcome that were called, as numbers into their list: equal actions side by side. */
    private final Map<Action, List<Integer>> unknownByAction = new LinkedHashMap<>();

    private final List<Operation> unknown = new ArrayList<>();
    private long considered;

    /** @param operations of one key, in any order */
    KeySearch(List<Operation> operations, long maxConfigurations) {
        this.operations = operations;
        this.slots = new int[operations.size()];
        this.maxConfigurations = maxConfigurations;
        // What returns in the very moment in which another is called did not certainly come before it.
        this.events = IntStream.range(0, operations.size())
                .boxed()
                .flatMap(this::events)
                .sorted(Comparator.comparingLong(Event::time).thenComparing(Event::isReturn))
                .toList();
    }

    private Stream<Event> events(int number) {
        Operation operation = operations.get(number);
        Event call = new Event(operation.calledAt(), false, number);
        return operation.returnedAt().isEmpty()
                ? Stream.of(call)
                : Stream.of(call, new Event(operation.returnedAt().getAsLong(), true, number));
    }

    Verdict run() {
        Frontier alive = new Frontier();
        alive.add(Configuration.START);
        for (Event event : events) {
            Operation operation = operations.get(event.number);
            if (!event.isReturn) {
                call(event.number, operation);
                continue;
            }
            int slot = slots[event.number];
            Frontier reached = new Frontier();
            Frontier next = place(slot, alive, reached);
            if (considered >= maxConfigurations) {
                return new Verdict.Undecided(operation, considered);
            }
            if (next.isEmpty()) {
                return notLinearizable(operation, alive, reached);
            }
            inFlight.remove(slot);
            alive = next;
        }
        return new Verdict.Linearizable(alive.stream().findFirst().orElseThrow().order());
    }

    private void call(int number, Operation operation) {
        if (operation.isCertain()) {
            int slot = 0;
            while (inFlight.containsKey(slot)) {
                slot++;
            }
            inFlight.put(slot, operation);
            slots[number] = slot;
        } else if (!operation.action().isObserver()) {
            unknownByAction
                    .computeIfAbsent(operation.action(), action -> new ArrayList<>(1))
                    .add(unknown.size());
            unknown.add(operation);
        }
    }

    /** All configurations that have just placed the slot's operation, and the slot released. */
    private Frontier place(int slot, Frontier alive, Frontier reached) {
        Frontier done = new Frontier();
        Queue<Configuration> queue = new ArrayDeque<>();
        Map<Optional<String>, Boolean> wanted = new HashMap<>();
        alive.stream().map(this::observed).filter(reached::add).forEach(queue::add);
        while (!queue.isEmpty() && considered < maxConfigurations) {
            Configuration configuration = queue.remove();
            if (configuration.hasPlaced(slot)) {
                done.add(configuration.release(slot));
                continue;
            }
            Stream.concat(certainSteps(configuration), unknownSteps(configuration, wanted))
                    .map(this::observed)
                    .filter(reached::add)
                    .forEach(queue::add);
        }
        return done;
    }

    private Stream<Configuration> certainSteps(Configuration configuration) {
        return inFlight.entrySet().stream()
                .filter(entry -> !configuration.hasPlaced(entry.getKey())
                        && !entry.getValue().action().isObserver()
                        && entry.getValue().action().fits(configuration.held()))
                .map(entry -> configuration.place(entry.getKey(), entry.getValue()));
    }

    private Stream<Configuration> unknownSteps(Configuration configuration, Map<Optional<String>, Boolean> wanted) {
        Optional<String> held = configuration.held();
        return unknownByAction.entrySet().stream()
                .filter(entry -> entry.getKey().fits(held))
                .filter(entry -> {
                    Optional<String> after = entry.getKey().after(held);
                    return !after.equals(held) && wanted.computeIfAbsent(after, this::isWanted);
                })
                .flatMap(entry -> entry.getValue().stream()
                        .filter(number -> !configuration.spent().get(number))
                        .limit(1))
                .map(number -> configuration.spend(number, unknown.get(number)));
    }

    /** Is there an operation that may be placed next and can tell that the key held this? */
    private boolean isWanted(Optional<String> held) {
        return Stream.concat(inFlight.values().stream().map(Operation::action), unknownByAction.keySet().stream())
                .anyMatch(action -> !action.isBlind() && action.fits(held));
    }

    /** All that only observe and fit here are placed here: it costs nothing and keeps every other way open. */
    private Configuration observed(Configuration configuration) {
        considered++;
        Configuration observed = configuration;
        for (Map.Entry<Integer, Operation> entry : inFlight.entrySet()) {
            Action action = entry.getValue().action();
            if (action.isObserver() && !observed.hasPlaced(entry.getKey()) && action.fits(observed.held())) {
                observed = observed.place(entry.getKey(), entry.getValue());
            }
        }
        return observed;
    }

    private static Verdict notLinearizable(Operation unplaced, Frontier alive, Frontier reached) {
        List<Operation> prefix = alive.stream()
                .map(Configuration::order)
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        List<Optional<String>> lastHeld = reached.stream()
                .map(Configuration::held)
                .distinct()
                .sorted(Comparator.comparing(held -> held.orElse("")))
                .toList();
        return new Verdict.NotLinearizable(unplaced, prefix, lastHeld);
    }
}
