package dev.quire.pbft;

import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.HardState;
import java.util.List;
import java.util.Optional;

/**
 * Which view this member is in, or has asked for, and whether the view has begun. What may be proposed in it is said by
 * the {@link NewView} that it began with. View 0 begins by itself.
 */
final class Views {
    /** Of a change of view, for those parts that start anew with it. */
    interface Listener {
        void viewChanged();
    }

    private final Replica me;
    private final Listener listener;
    private final ViewChanges changes = new ViewChanges();
    private final Hints hints;
    private final ViewTimer timer;
    private long view;
    private long durableView;
    private boolean active;
    private long lastActive;
    private Optional<NewView> basis = Optional.empty();
    private Optional<ViewChange> own = Optional.empty();
    private boolean asking;
    /** After a restart the VIEW-CHANGE of this view is not said again; the member waits to be shown the view, a while. */
    private boolean waitsToBeShown;

    Views(Replica me, EngineStart start, Hints hints, Listener listener) {
        this.me = me;
        this.hints = hints;
        this.listener = listener;
        this.view = start.hardState().term();
        this.durableView = view;
        this.active = view == 0;
        this.waitsToBeShown = !active;
        this.timer = new ViewTimer(me);
    }

    long view() {
        return view;
    }

    boolean isActive() {
        return active;
    }

    /** The highest view that this member is bound to whatever happens. */
    long durableView() {
        return durableView;
    }

    private boolean isDurable() {
        return durableView == view;
    }

    /** The view has begun, and the member is bound to it whatever happens. */
    boolean hasBegunDurably() {
        return active && isDurable();
    }

    boolean mayVote() {
        return hasBegunDurably() || me.rules.votesInViewsLeft();
    }

    /** The view that votes are for. */
    long votingView() {
        return active || !me.rules.votesInViewsLeft() ? view : lastActive;
    }

    /** What the present view began with; empty in view 0 and before it begins. */
    Optional<NewView> basis() {
        return basis;
    }

    Optional<ViewChange> own() {
        return own;
    }

    /** The one block that may be proposed at this height in this view; empty: any, if {@link #allows} it. */
    Optional<Hash> forced(long height) {
        return basis.filter(newView -> newView.openHeight() == height).flatMap(me.rules::forced);
    }

    boolean allows(long height, Hash hash) {
        if (votingView() == 0) {
            return true;
        }
        return basis.isPresent()
                && height >= basis.get().openHeight()
                && forced(height).map(hash::equals).orElse(true);
    }

    /** The proposer of the height that is open now, in this view. */
    int leader() {
        return me.members.proposer(me.chain.openHeight(), view);
    }

    /** Work has waited too long, or a block has committed: see {@link ViewTimer}. */
    ViewTimer timer() {
        return timer;
    }

    /**
     * Asks for the next view, where the present one has begun or a quorum has reached it; alone a member stays. So
     * whatever view it asks for, others know of the one before, should it forget (spec, section 8).
     */
    void leave() {
        if (active || isReached()) {
            moveTo(view + 1);
        }
    }

    /** The leader passes over what it was brought: whatever blocks it makes. One that has yet to begin its view does not. */
    void abandon() {
        if (active) {
            moveTo(view + 1);
        }
    }

    private boolean isReached() {
        int reached = isDurable() ? 1 : 0;
        for (int member = 0; member < me.members.size(); member++) {
            boolean has = changes.hasReached(member, view) || hints.hasReached(member, view);
            reached += has && member != me.index ? 1 : 0;
        }
        return me.rules.mayAsk(reached, me.members.quorum());
    }

    /** After a restart of many: a quorum, this member included, waits to be shown what none of them has. */
    private boolean isStalled() {
        int waiting = 1;
        for (int member = 0; member < me.members.size(); member++) {
            waiting += member != me.index && hints.waitsIn(member, view) ? 1 : 0;
        }
        return waitsToBeShown && waiting >= me.members.quorum();
    }

    /** Asks for this view, and from now on votes in none below it. */
    private void moveTo(long next) {
        if (me.isRecovering()) {
            return;
        }
        lastActive = active ? view : lastActive;
        enter(next, false);
        own = Optional.empty();
        timer.failed();
    }

    private void enter(long next, boolean begun) {
        if (next > view) {
            view = next;
            me.out.persist(
                    Optional.of(new HardState(next, Optional.empty())),
                    List.of(),
                    Optional.empty(),
                    me.chain.committedHeight(),
                    () -> durableView = Math.max(durableView, next));
        }
        active = begun;
        waitsToBeShown = false;
        timer.stop();
        listener.viewChanged();
    }

    /** A member, not this one, asks for a view. */
    void receive(ViewChange change) {
        if (change.member() == me.index) {
            return;
        }
        changes.add(change);
        boolean resigned = active && change.view() == view + 1 && change.member() == leader();
        if (resigned) {
            leave();
        } else {
            // One of so many is honest and will never come back.
            changes.jump(view, me.members.faults() + 1).ifPresent(this::moveTo);
        }
    }

    /**
     * A view has begun.
     *
     * @param withProposal it came with the proposal that it justifies, so it counts although this member knew another
     */
    void receive(NewView newView, boolean withProposal) {
        boolean justified = me.rules.justifies(newView.changes().size(), me.members.quorum());
        boolean known = newView.view() == view && active && !withProposal;
        if (!justified || newView.view() < view || known) {
            return;
        }
        basis = Optional.of(newView);
        if (newView.view() > view || !active) {
            enter(newView.view(), true);
        }
    }

    /**
     * @param prepared what the member's VIEW-CHANGE must carry
     * @param open work is at hand that the view must bring to an end
     */
    void advance(Optional<PreparedCertificate> prepared, boolean open) {
        if (!active && !me.isRecovering()) {
            ask(me.rules.carried(prepared));
            lead();
        }
        boolean expired = timer.expired(isUrgent(open));
        if (isStalled()) {
            timer.atMost(me.config.resendMinMicros());
        }
        if (expired || hints.isRecovering(leader())) {
            leave();
        }
    }

    private void ask(Optional<PreparedCertificate> prepared) {
        if (!isDurable() || asking || own.isPresent() || waitsToBeShown || !me.chain.isTipCertified()) {
            return;
        }
        asking = true;
        long asked = view;
        long committed = me.chain.committedHeight();
        var certificate = me.chain.newestCertificate();
        me.sign(ViewChange.vote(me.chainId, me.members.hash(), asked, committed, certificate, prepared), cast -> {
            asking = false;
            cast.map(s -> new ViewChange(me.index, asked, committed, certificate, prepared, s))
                    .filter(change -> asked == view && !active)
                    .ifPresent(this::asked);
        });
    }

    private void asked(ViewChange change) {
        own = Optional.of(change);
        changes.add(change);
        me.broadcast(change);
    }

    /** Begins the view if this member leads it and a quorum has asked for it. */
    private void lead() {
        NewView newView = new NewView(view, changes.of(view));
        if (own.isPresent()
                && me.rules.justifies(newView.changes().size(), me.members.quorum())
                && me.proposes(newView.openHeight(), view)) {
            receive(newView, false);
            me.broadcast(newView);
        }
    }

    /** Alone in its view a member waits; its clock runs only with a quorum, or it would run away from the others. */
    private boolean isUrgent(boolean open) {
        return active ? open || timer.isOverdue() : isReached();
    }
}
