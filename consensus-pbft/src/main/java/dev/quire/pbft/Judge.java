package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Has blocks validated, again and again while they are ahead of the clock, and remembers those found valid. */
final class Judge {
    private record Waiting(long atMicros, long height, Runnable again) {}

    /** One of the two bodies that a header can have ({@link Bodies}); the other one is then invalid. */
    private record Valid(long height, boolean hasCertificate) {}

    private final Replica me;
    private final Proposals proposals;
    private final TreeMap<Hash, Valid> valid = new TreeMap<>();

    private List<Waiting> waiting = new ArrayList<>();

    Judge(Replica me, Proposals proposals) {
        this.me = me;
        this.proposals = proposals;
    }

    /** This block was built here, or executed again at the start. */
    void isValid(Block block) {
        valid.put(
                block.hash(), new Valid(block.height(), block.lastCertificate().isPresent()));
    }

    /** This block, body included: what is written, proposed or handed on is what was judged. */
    boolean knowsValid(Block block) {
        Valid known = valid.get(block.hash());
        return known != null
                && known.hasCertificate() == block.lastCertificate().isPresent();
    }

    /**
     * Judges the block; for one that is known to be valid the answer comes at once.
     *
     * @param leader of a fresh proposal; empty: clock and proposer are not judged
     * @param onVerdict never told {@link Verdict.NotYet}
     */
    void judge(Block block, Optional<PublicKey> leader, Consumer<Verdict> onVerdict) {
        if (knowsValid(block)) {
            onVerdict.accept(new Verdict.Valid());
            return;
        }
        me.out.validate(block, leader.isPresent(), leader, verdict -> {
            if (verdict instanceof Verdict.NotYet notYet) {
                long delay = Math.min(Math.max(1, notYet.retryAfterMicros()), me.config.viewTimeoutMaxMicros());
                waiting.add(new Waiting(me.now() + delay, block.height(), () -> judge(block, leader, onVerdict)));
                return;
            }
            if (verdict instanceof Verdict.Valid) {
                isValid(block);
            } else if (Bodies.isForged(block, verdict)) {
                proposals.discard(block);
            }
            onVerdict.accept(verdict);
        });
    }

    void tick() {
        List<Waiting> due =
                waiting.stream().filter(one -> one.atMicros() <= me.now()).toList();
        if (!due.isEmpty()) {
            waiting = new ArrayList<>(
                    waiting.stream().filter(one -> one.atMicros() > me.now()).toList());
            due.forEach(one -> one.again().run());
        }
    }

    long deadlineMicros() {
        return waiting.stream().mapToLong(Waiting::atMicros).min().orElse(Long.MAX_VALUE);
    }

    /** Forgets decided heights. */
    void prune() {
        long committed = me.chain.committedHeight();
        valid.values().removeIf(known -> known.height() <= committed);
        waiting.removeIf(one -> one.height() <= committed);
    }
}
