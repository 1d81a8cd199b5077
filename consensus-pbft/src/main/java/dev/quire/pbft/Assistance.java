package dev.quire.pbft;

import dev.quire.pbft.PbftMessage.Progress.Recovery;
import java.util.TreeMap;

/**
 * What a leader does for others: for a member that recovers while nothing else goes on it ends its view, and proposes an
 * empty block; for one that stands alone in the next view, and takes no part in this one, it ends its view after a while.
 * Whoever lies about that gets {@link #AT_ONCE} of them, then ever fewer.
 */
final class Assistance {
    /** So often each member is helped without a pause: two views and two blocks for a recovery, and one more of them. */
    static final int AT_ONCE = 8;

    private static final class Account {
        private int spent;
        private long nextMicros = Long.MIN_VALUE;
        private long aloneInView;
        private long aloneSinceMicros;
    }

    private final Replica me;
    private final Views views;
    private final TreeMap<Integer, Account> accounts = new TreeMap<>();
    private long blockWanted;

    Assistance(Replica me, Views views) {
        this.me = me;
        this.views = views;
    }

    private boolean leads() {
        return views.isActive() && views.leader() == me.index && !me.isRecovering();
    }

    private Account account(int member) {
        return accounts.computeIfAbsent(member, who -> new Account());
    }

    /** A member has said where it is: may be where nobody follows, since it asked for the next view without need. */
    void said(int member, PbftMessage.Progress progress) {
        Account account = account(member);
        boolean isAlone = progress.view() == views.view() + 1 && !progress.active();
        if (!isAlone || account.aloneInView != progress.view()) {
            account.aloneInView = isAlone ? progress.view() : 0;
            account.aloneSinceMicros = me.now();
        } else if (leads()
                && me.now() - account.aloneSinceMicros >= me.config.viewTimeoutMaxMicros()
                && isGranted(member)) {
            views.leave();
        }
    }

    /** A member that is recovering has said what it waits for. */
    void asked(int member, Recovery wanted) {
        if (!leads() || wanted.equals(Recovery.UNKNOWN)) {
            return;
        }
        if (wanted.view() > views.view()) {
            if (isGranted(member)) {
                views.leave();
            }
        } else if (wanted.height() > me.chain.committedHeight() && !wantsBlock() && isGranted(member)) {
            blockWanted = me.chain.openHeight();
        }
    }

    private boolean isGranted(int member) {
        Account account = account(member);
        if (me.now() < account.nextMicros) {
            return false;
        }
        account.spent++;
        if (account.spent >= AT_ONCE) {
            int doublings = Math.min(account.spent - AT_ONCE, 30);
            account.nextMicros = me.now() + (me.config.viewTimeoutMaxMicros() << doublings);
        }
        return true;
    }

    /** A block is to be proposed now, even if it is empty. */
    boolean wantsBlock() {
        return blockWanted > me.chain.committedHeight();
    }
}
