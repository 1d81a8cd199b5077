package dev.quire.pbft;

import java.util.TreeMap;

/**
 * What the others last said of themselves. It is not signed, but came from them; so it counts where at most f of them
 * lying does no harm.
 */
final class Hints {
    private final TreeMap<Integer, PbftMessage.Progress> newest = new TreeMap<>();
    /** Nobody goes back to a lower view, whatever order messages come in. */
    private final TreeMap<Integer, Long> reached = new TreeMap<>();

    void add(int member, PbftMessage.Progress progress) {
        newest.put(member, progress);
        reached.merge(member, progress.view(), Math::max);
    }

    /** It has left all views below this one. */
    boolean hasReached(int member, long view) {
        return reached.getOrDefault(member, -1L) >= view;
    }

    /** It is in this view or a higher one, which has not begun as far as it knows. */
    boolean waitsIn(int member, long view) {
        PbftMessage.Progress last = newest.get(member);
        return last != null && (last.view() > view || (last.view() == view && !last.active()));
    }

    /** Its votes do not exist at present. */
    boolean isRecovering(int member) {
        PbftMessage.Progress last = newest.get(member);
        return last != null && last.recovery().isPresent();
    }

    /** The height that it said to have committed; 0 if it said nothing yet. */
    long committedHeight(int member) {
        PbftMessage.Progress last = newest.get(member);
        return last == null ? 0 : last.committedHeight();
    }
}
