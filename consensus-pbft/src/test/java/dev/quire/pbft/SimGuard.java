package dev.quire.pbft;

import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Prepared;
import java.util.HashMap;
import java.util.Map;

/** The vote guard's rules over the simulated disk (spec, section 7): it signs only what the disk bears out. */
final class SimGuard {
    private record Place(VoteKind kind, long height, long view) {}

    private final SimDisk disk;
    private final long startView;
    private final boolean isNew;
    private final Map<Place, Hash> signed = new HashMap<>();

    SimGuard(SimDisk disk, boolean isNew) {
        this.disk = disk;
        this.startView = disk.hardState().term();
        this.isNew = isNew;
    }

    boolean allows(Vote vote) {
        boolean current = disk.hardState().term() == vote.view();
        boolean allowed = switch (vote.kind()) {
            case PROPOSE -> current && (isNew || vote.view() > startView);
            case PREPARE ->
                current
                        && disk.entry(vote.height())
                                .filter(entry -> entry.term() == vote.view()
                                        && entry.block().hash().equals(vote.blockHash()))
                                .isPresent();
            case COMMIT ->
                current && disk.prepared().filter(one -> covers(one, vote)).isPresent();
            case VIEW_CHANGE -> current;
            case STATUS -> true;
            case SEAL -> false;
        };
        return allowed && isFirst(vote);
    }

    private static boolean covers(Prepared one, Vote vote) {
        return one.height() == vote.height()
                && one.view() == vote.view()
                && one.blockHash().equals(vote.blockHash());
    }

    private boolean isFirst(Vote vote) {
        return switch (vote.kind()) {
            case PROPOSE, PREPARE, COMMIT -> {
                Hash first = signed.putIfAbsent(new Place(vote.kind(), vote.height(), vote.view()), vote.blockHash());
                yield first == null || first.equals(vote.blockHash());
            }
            case VIEW_CHANGE, STATUS, SEAL -> true;
        };
    }
}
