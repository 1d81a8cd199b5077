package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Prepared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** An engine that does anything, writes that may be lost, and restarts, against a list of all that was ever written. */
final class VoteGuardHistory {
    private static final int STEPS = 60;
    private static final List<VoteKind> BINDING = List.of(VoteKind.PROPOSE, VoteKind.PREPARE, VoteKind.COMMIT);

    private record Place(VoteKind kind, long height, long view) {}

    /** One write: the view, and what came with it. */
    private record Write(long view, List<Entry> entries, Optional<Prepared> prepared) {}

    private final Map<Place, Hash> signed = new HashMap<>();
    private final Map<Place, Hash> proposedInThisLife = new HashMap<>();
    private final List<Write> durable = new ArrayList<>();
    private final List<Write> asked = new ArrayList<>();
    private long viewAtStart;
    private boolean fresh = true;
    private long floor;
    private int votes;

    /** Fails at the first vote that is cast and must not be, or is refused and need not be. Returns how many were cast. */
    int run(SplittableRandom random) throws IOException {
        VotingNode node = new VotingNode();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> ask(node, random);
                case 2 -> {
                    node.finishWrites();
                    durable.addAll(asked);
                    asked.clear();
                }
                case 3 -> commit(node, random);
                case 4 -> restart(node, random);
                default -> {}
            }
            for (int cast = 0; cast < 6; cast++) {
                cast(node, random);
            }
        }
        return votes;
    }

    private long view(List<Write> writes) {
        return writes.stream().mapToLong(Write::view).max().orElse(0);
    }

    private List<Write> all() {
        List<Write> all = new ArrayList<>(durable);
        all.addAll(asked);
        return all;
    }

    private static long last(List<Write> writes) {
        long last = 0;
        for (Write write : writes) {
            for (Entry entry : write.entries()) {
                last = entry.height();
            }
        }
        return last;
    }

    private void ask(VotingNode node, SplittableRandom random) {
        List<Write> all = all();
        long view = view(all) + (random.nextInt(4) == 0 ? 1 : 0);
        List<Entry> entries = new ArrayList<>();
        long height = node.committed() + 1 + random.nextInt((int) (last(all) - node.committed() + 1));
        for (int i = random.nextInt(3); i > 0; i--) {
            entries.add(
                    new Entry(Math.max(0, view - random.nextInt(2)), RuntimeBlocks.block(height++, random.nextInt(2))));
        }
        Optional<Prepared> prepared = Optional.empty();
        if (!entries.isEmpty() && random.nextBoolean()) {
            prepared = Optional.of(VotingNode.prepared(view, entries.get(0).block()));
        }
        asked.add(new Write(view, entries, prepared));
        node.persist(view, entries, prepared);
    }

    /** The engine commits a block of the next height that is durable. */
    private void commit(VotingNode node, SplittableRandom random) {
        Optional<Entry> next = newestEntry(node.committed() + 1);
        if (next.isPresent() && asked.isEmpty() && random.nextInt(3) == 0) {
            node.commit(next.get().height(), next.get().block().hash());
        }
    }

    private void restart(VotingNode node, SplittableRandom random) throws IOException {
        int written = random.nextInt(asked.size() + 1);
        node.restart(written);
        durable.addAll(asked.subList(0, written));
        asked.clear();
        proposedInThisLife.clear();
        viewAtStart = view(durable);
        fresh = false;
        floor = node.committed();
    }

    private Optional<Entry> newestEntry(long height) {
        Optional<Entry> newest = Optional.empty();
        for (Write write : durable) {
            for (Entry entry : write.entries()) {
                if (entry.height() == height) {
                    newest = Optional.of(entry);
                } else if (entry.height() < height) {
                    newest = Optional.empty();
                }
            }
        }
        return newest;
    }

    private Optional<Hash> firstBlock(long height, long view) {
        return durable.stream()
                .flatMap(write -> write.entries().stream())
                .filter(entry -> entry.height() == height && entry.term() == view)
                .map(entry -> entry.block().hash())
                .findFirst();
    }

    private Optional<Hash> firstPrepared(long height, long view) {
        return durable.stream()
                .flatMap(write -> write.prepared().stream())
                .filter(prepared -> prepared.height() == height && prepared.view() == view)
                .map(Prepared::blockHash)
                .findFirst();
    }

    private boolean mayCast(Place place, Block block) {
        if (place.height() <= floor || place.view() != view(durable)) {
            return false;
        }
        Optional<Hash> hash = Optional.of(block.hash());
        return switch (place.kind()) {
            case PROPOSE ->
                (fresh || place.view() > viewAtStart)
                        && Optional.ofNullable(proposedInThisLife.get(place))
                                .or(() -> hash)
                                .equals(hash);
            case PREPARE ->
                newestEntry(place.height()).equals(Optional.of(new Entry(place.view(), block)))
                        && firstBlock(place.height(), place.view()).equals(hash);
            case COMMIT -> firstPrepared(place.height(), place.view()).equals(hash);
            default -> throw new IllegalStateException("not tried: " + place);
        };
    }

    private void cast(VotingNode node, SplittableRandom random) {
        long height = Math.max(1, node.committed() + random.nextInt(-1, 4));
        long view = Math.max(0, view(all()) - random.nextInt(3));
        Place place = new Place(BINDING.get(random.nextInt(3)), height, view);
        Block block = RuntimeBlocks.block(height, random.nextInt(2));
        boolean did = node.signs(place.kind(), height, view, block.hash());
        assertThat(did).as("%s %s", place, block.hash()).isEqualTo(mayCast(place, block));
        if (did) {
            votes++;
            assertThat(signed.computeIfAbsent(place, p -> block.hash())).isEqualTo(block.hash());
            if (place.kind() == VoteKind.PROPOSE) {
                proposedInThisLife.put(place, block.hash());
            }
        }
    }
}
