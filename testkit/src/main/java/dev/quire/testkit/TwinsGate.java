package dev.quire.testkit;

import dev.quire.codec.Bytes;
import dev.quire.pbft.wire.Ballot;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import dev.quire.testkit.twins.MessageKind;
import dev.quire.testkit.twins.Round;
import dev.quire.testkit.twins.Scenario;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * The network of a Twins scenario. What is said in a view that is a round's passes as the round has it. A while after the
 * leader was first heard, the round ends in one of the ways of {@link End}, and its view with it. Of a view between two
 * rounds nothing passes but the view changes that lead on. All else belongs to the round that its sender is in.
 */
final class TwinsGate implements SimNetwork.Gate {
    /** How long after a round's first proposal all its votes pass. */
    static final long SPAN_MICROS = 300_000;

    /** What becomes of the votes for a round's last block. */
    private enum End {
        /** Nobody hears any: the block stays open. */
        OPEN,
        /** Nobody hears a COMMIT: it stays prepared. */
        PREPARED,
        /** One instance alone hears the COMMITs, and nobody hears it before the next round has begun. */
        COMMITTED_AT_ONE;

        /** They come in turns; the last one, where most is at stake, every other time. */
        static End of(int round) {
            return round % 2 == 0 ? COMMITTED_AT_ONE : round % 4 == 1 ? PREPARED : OPEN;
        }
    }

    /** Is told of each round whose leader proposes, once. */
    interface Listener {
        void opened(int round);
    }

    private final Scenario scenario;
    private final TwinsSchedule schedule;
    private final VirtualTime time;
    private final Listener listener;
    private final TreeMap<Integer, Long> opened = new TreeMap<>();
    private TwinsCounters counters = new TwinsCounters();
    private IntToLongFunction viewOf = instance -> 0;
    private boolean healed;

    TwinsGate(Scenario scenario, TwinsSchedule schedule, VirtualTime time, Listener listener) {
        this.scenario = scenario;
        this.schedule = schedule;
        this.time = time;
        this.listener = listener;
    }

    /** @param view the view that an instance is in */
    void watch(TwinsCounters all, IntToLongFunction view) {
        counters = all;
        viewOf = view;
    }

    /** From now on everything passes. */
    void heal() {
        healed = true;
    }

    /** When the leader of the round was first heard; empty: it has not been. */
    Optional<Long> openedAtMicros(int round) {
        return Optional.ofNullable(opened.get(round));
    }

    @Override
    public boolean passes(int from, int to, Frame frame) {
        if (healed) {
            return true;
        }
        if (isMute(from)) {
            return false;
        }
        if (frame.channel() != Channel.CONSENSUS) {
            return passes(schedule.upTo(viewOf.applyAsLong(from)), MessageKind.ANY, from, to);
        }
        PbftFrame header = PbftForger.header(frame);
        return switch (header.getBodyCase()) {
            case PRE_PREPARE -> proposes(header.getPrePrepare().getView(), from, to);
            case NEW_VIEW -> passesIn(header.getNewView().getView(), MessageKind.ROUND_CHANGE, from, to);
            case BALLOT -> votes(header.getBallot(), from, to);
            case VIEW_CHANGE -> leaves(frame.attachments().get(0), from, to);
            default -> passes(schedule.upTo(viewOf.applyAsLong(from)), MessageKind.ANY, from, to);
        };
    }

    private boolean passesIn(long view, MessageKind kind, int from, int to) {
        Optional<Integer> round = schedule.playedIn(view);
        return round.isPresent() && passes(schedule.round(round.get()), kind, from, to);
    }

    private boolean proposes(long view, int from, int to) {
        Optional<Integer> round = schedule.playedIn(view);
        if (round.isEmpty()) {
            return false;
        }
        if (!opened.containsKey(round.get())) {
            opened.put(round.get(), time.nowMicros());
            listener.opened(round.get());
        }
        return passes(schedule.round(round.get()), MessageKind.PROPOSAL, from, to);
    }

    private boolean votes(Ballot ballot, int from, int to) {
        Optional<Integer> round = schedule.playedIn(ballot.getView());
        if (round.isEmpty()) {
            return false;
        }
        MessageKind kind = ballot.getCommit() ? MessageKind.COMMIT : MessageKind.PREPARE;
        return (!isEnding(round.get()) || isHeardAtTheEnd(kind, round.get(), to))
                && passes(schedule.round(round.get()), kind, from, to);
    }

    private boolean isEnding(int round) {
        return time.nowMicros() > opened.getOrDefault(round, 0L) + SPAN_MICROS;
    }

    private boolean isHeardAtTheEnd(MessageKind kind, int round, int to) {
        return switch (End.of(round)) {
            case OPEN -> false;
            case PREPARED -> kind == MessageKind.PREPARE;
            case COMMITTED_AT_ONE -> kind == MessageKind.PREPARE || to == theOne(round);
        };
    }

    /** Any but the next leader, who would not be heard. */
    private int theOne(int round) {
        int next = round + 1 < schedule.rounds() ? schedule.round(round + 1).leader() : -1;
        int one = (schedule.round(round).leader() + 1 + round / 2) % scenario.instances();
        while (scenario.memberOf(one) == next) {
            one = (one + 1) % scenario.instances();
        }
        return one;
    }

    private boolean isMute(int instance) {
        if (opened.isEmpty()) {
            return false;
        }
        int newest = opened.lastKey();
        return isEnding(newest) && End.of(newest) == End.COMMITTED_AT_ONE && instance == theOne(newest);
    }

    /** A view change belongs to the round that it leaves. */
    private boolean leaves(Bytes change, int from, int to) {
        Round left = schedule.upTo(PbftForger.viewOf(change) - 1);
        if (scenario.viewChangesPass()) {
            return counted(!left.isDropped(MessageKind.ROUND_CHANGE, from, to), TwinsSituation.DROPPED);
        }
        return passes(left, MessageKind.ROUND_CHANGE, from, to);
    }

    private boolean passes(Round round, MessageKind kind, int from, int to) {
        return counted(round.areTogether(from, to), TwinsSituation.CUT)
                && counted(!round.isDropped(kind, from, to), TwinsSituation.DROPPED);
    }

    private boolean counted(boolean passes, TwinsSituation otherwise) {
        if (!passes) {
            counters.count(otherwise);
        }
        return passes;
    }
}
