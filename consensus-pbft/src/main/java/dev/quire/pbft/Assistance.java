package dev.quire.pbft;

import dev.quire.pbft.PbftMessage.Progress.Recovery;
import java.util.TreeMap;

/**
 * What a leader does for a member that recovers while nothing else goes on: it ends its view, and proposes an empty
 * block. Whoever lies about that gets {@link #AT_ONCE} of them, then ever fewer.
 */
final class Assistance {
    /** So often each member is helped without a pause: two views and two blocks for a recovery, and one more of them. */
    static final int AT_ONCE = 8;

    private static final class Account {
        private int spent;
        private long nextMicros = Long.MIN_VALUE;
    }

    private final Replica me;
    private final Views views;
    private final TreeMap<Integer, Account> accounts = new TreeMap<>();
    private long blockWanted;

    Assistance(Replica me, Views views) {
        this.me = me;
        this.views = views;
    }

    /** A member that is recovering has said what it waits for. */
    void asked(int member, Recovery wanted) {
        boolean leads = views.isActive() && views.leader() == me.index && !me.isRecovering();
        if (!leads || wanted.equals(Recovery.UNKNOWN)) {
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
        Account account = accounts.computeIfAbsent(member, who -> new Account());
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
