package dev.quire.pbft;

import dev.quire.pbft.PbftMessage.Progress.Recovery;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way back of a member that may have forgotten what it signed (docs/spec/pbft.md, section 8): it asks the others how
 * far they are, and outlasts every view and every height that it can have signed anything for.
 */
final class Recovering {
    /** Of the views reported, the highest may be so far above one that an honest member is in. */
    static final long PLAUSIBLE_VIEWS = 4;

    private record Report(long view, long height) {}

    private final Replica me;
    private final Views views;
    private final Runnable news;
    private final TreeMap<Integer, Report> reports = new TreeMap<>();
    private final long nonce;
    private Optional<Recovery> goal = Optional.empty();
    private boolean ending;
    private long pause;
    private long askMicros;

    /** @param news told when what the others should know of it has changed */
    Recovering(Replica me, Views views, Runnable news) {
        this.me = me;
        this.views = views;
        this.news = news;
        this.nonce = me.random();
        this.pause = me.config.resendMinMicros();
        this.askMicros = me.now();
    }

    void receive(int member, PbftMessage.ReadAnswer answer) {
        if (!mayEnd() || goal.isPresent() || answer.nonce() != nonce) {
            return;
        }
        reports.put(member, new Report(answer.view(), answer.height()));
        if (reports.size() == me.peers().size()) {
            conclude();
        }
    }

    void advance() {
        if (!mayEnd()) {
            return;
        }
        if (goal.isEmpty() && me.now() >= askMicros) {
            conclude();
            ask();
        }
        if (goal.isPresent() && !ending && isReached(goal.get())) {
            ending = true;
            me.out.endRecovery(this::ended);
        }
    }

    /** Where nobody may fail, nobody may forget: then an operator decides. */
    private boolean mayEnd() {
        return me.isRecovering() && me.index >= 0 && me.members.faults() > 0;
    }

    private void ask() {
        askMicros = me.now() + me.jittered(pause);
        pause = Math.min(2 * pause, me.config.resendMaxMicros());
        if (goal.isEmpty()) {
            me.broadcast(new PbftMessage.ReadAsk(nonce));
        }
    }

    /**
     * Of all that answered, those in the lowest views: so liars cannot send this member to a view that nobody comes to,
     * as long as the honest ones answer.
     */
    private void conclude() {
        List<Report> chosen = reports.values().stream()
                .sorted(Comparator.comparingLong(Report::view))
                .limit(me.members.reportsToRecover())
                .toList();
        if (chosen.size() < me.members.reportsToRecover()) {
            return;
        }
        long highestView = chosen.get(chosen.size() - 1).view();
        long honestView = chosen.get(chosen.size() - 1 - me.members.faults()).view();
        if (highestView <= honestView + PLAUSIBLE_VIEWS) {
            long height = chosen.stream().mapToLong(Report::height).max().orElseThrow();
            goal = Optional.of(me.rules.recovery(highestView, height));
            news.run();
        }
    }

    private boolean isReached(Recovery wanted) {
        return views.hasBegunDurably()
                && views.view() >= wanted.view()
                && me.chain.committedHeight() >= wanted.height();
    }

    private void ended() {
        me.recovered();
        news.run();
    }

    /** What the others are told: empty if this member is not recovering. */
    Optional<Recovery> told() {
        return me.isRecovering() ? Optional.of(goal.orElse(Recovery.UNKNOWN)) : Optional.empty();
    }

    long deadlineMicros() {
        return mayEnd() && goal.isEmpty() ? askMicros : Long.MAX_VALUE;
    }
}
