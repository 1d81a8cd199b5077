package dev.quire.pbft;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Of each member the newest VIEW-CHANGE, at whatever distance: so nobody is lost, and memory is bounded. */
final class ViewChanges {
    private final TreeMap<Integer, ViewChange> byMember = new TreeMap<>();

    void add(ViewChange change) {
        ViewChange known = byMember.get(change.member());
        boolean newer = known == null
                || change.view() > known.view()
                || (change.view() == known.view() && change.committedHeight() > known.committedHeight());
        if (newer) {
            byMember.put(change.member(), change);
        }
    }

    /** Those for exactly this view, ascending by member. */
    List<ViewChange> of(long view) {
        return byMember.values().stream()
                .filter(change -> change.view() == view)
                .toList();
    }

    /** It has left all views below this one. */
    boolean hasReached(int member, long view) {
        ViewChange newest = byMember.get(member);
        return newest != null && newest.view() >= view;
    }

    /** The highest view that {@code atLeast} members ask for or have passed, if it is above {@code view}. */
    OptionalLong jump(long view, int atLeast) {
        return byMember.values().stream()
                .map(ViewChange::view)
                .sorted(Comparator.reverseOrder())
                .skip(atLeast - 1L)
                .mapToLong(Long::longValue)
                .filter(asked -> asked > view)
                .findFirst();
    }
}
