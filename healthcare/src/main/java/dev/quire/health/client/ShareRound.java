package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.CustodyEvent;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareJoin;
import dev.quire.health.keys.share.ShareLeaves;
import dev.quire.health.member.MemberServices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks the custodians of one committee for the shares of one access: k of them at once, and a further one for each that
 * does not bring all. Bad shares are dropped, and who gave them is named. For one thread.
 */
final class ShareRound implements AutoCloseable {
    private final Desk desk;
    private final MemberServices services;
    private final Custodians custodians;
    private final Id aid;
    private final X25519Key oneTimeKey;
    private final Map<CustodyEvent.Named, ShareJoin> joins = new HashMap<>();
    private final Map<CustodyEvent.Named, Integer> verified = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private int whole;

    ShareRound(Desk desk, MemberServices services, Custodians custodians, Id aid, X25519Key oneTimeKey) {
        this.desk = desk;
        this.services = services;
        this.custodians = custodians;
        this.aid = aid;
        this.oneTimeKey = oneTimeKey;
    }

    /**
     * Adds the factors of a record that are wanted, by the leaves that the ledger's roots have vouched for.
     *
     * @throws HealthException.Unreadable if the author dealt to another number of seats than the committee has
     */
    void want(RecordEntry record, List<ShareLeaves> factors) throws HealthException.Unreadable {
        int seats = custodians.numbers().n();
        for (ShareLeaves leaves : factors) {
            if (leaves.size() != seats) {
                throw new HealthException.Unreadable(
                        "record " + record.rid(),
                        new CryptoException.Malformed("author " + record.author() + " dealt to " + leaves.size()
                                + " seats, and the committee has " + seats + ": ask the author"));
            }
        }
        for (ShareLeaves leaves : factors) {
            joins.put(
                    new CustodyEvent.Named(leaves.rid(), leaves.shareClass()),
                    new ShareJoin(custodians.numbers().k(), leaves));
        }
    }

    List<Fault> faults() {
        return faults;
    }

    /** The shares of a factor; complete if {@link #collect} could. */
    ShareJoin of(Id rid, ShareClass shareClass) {
        ShareJoin join = joins.get(new CustodyEvent.Named(rid, shareClass));
        if (join == null) {
            throw new IllegalStateException("factor " + shareClass + " of " + rid + " was not wanted");
        }
        return join;
    }

    /** @throws HealthException.TooFewCustodians if the factor is not complete */
    void require(Id rid, ShareClass shareClass) throws HealthException.TooFewCustodians {
        CustodyEvent.Named named = new CustodyEvent.Named(rid, shareClass);
        if (!of(rid, shareClass).isComplete()) {
            throw new HealthException.TooFewCustodians(
                    "record " + rid + " does not open",
                    verified.getOrDefault(named, 0),
                    custodians.numbers().k(),
                    faults);
        }
    }

    private record Answer(Custodians.Seat seat, Optional<CustodyAnswer> answer, Optional<Throwable> failure) {}

    /** Asks until all factors are complete, or nobody is left to be asked. */
    void collect() throws HealthException {
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        Iterator<Custodians.Seat> left = custodians.seats().iterator();
        int open = 0;
        while (true) {
            for (int wanted = wanted(); open < wanted && left.hasNext(); open++) {
                ask(left.next(), answers);
            }
            if (open == 0 || isComplete()) {
                return;
            }
            accept(next(answers));
            open--;
        }
    }

    private boolean isComplete() {
        return joins.values().stream().allMatch(ShareJoin::isComplete);
    }

    private int wanted() {
        return isComplete() ? 0 : Math.max(1, custodians.numbers().k() - whole);
    }

    private void ask(Custodians.Seat seat, BlockingQueue<Answer> answers) {
        var unused = services.of(seat.orgId())
                .release(aid, custodians.epoch())
                .copy()
                .orTimeout(desk.settings().memberMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) ->
                        answers.add(new Answer(seat, Optional.ofNullable(answer), Optional.ofNullable(failure))));
    }

    private static Answer next(BlockingQueue<Answer> answers) throws HealthException {
        try {
            // Each answer has a limit of its own.
            return answers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HealthException.Unavailable("interrupted while custodians were asked", e);
        }
    }

    private void accept(Answer answer) {
        Id orgId = answer.seat().orgId();
        if (answer.answer().isEmpty()) {
            faults.add(answer.failure()
                    .map(failure -> Fault.silent(orgId, failure))
                    .orElseGet(() -> Fault.of(orgId, Fault.Kind.SILENT, "gave no answer")));
        } else if (answer.answer().get() instanceof CustodyAnswer.Refusal refusal) {
            faults.add(Fault.denied(orgId, refusal.denial()));
        } else if (answer.answer().get() instanceof CustodyAnswer.Release release && isReceipted(orgId, release)) {
            take(answer.seat(), release);
        } else {
            faults.add(Fault.of(orgId, Fault.Kind.FALSE, "gave a receipt that is not of this access"));
        }
    }

    private boolean isReceipted(Id orgId, CustodyAnswer.Release release) {
        return release.entry().chainId().equals(desk.chainId())
                && release.entry().event() instanceof CustodyEvent.Released event
                && event.aid().equals(aid)
                && event.committee() == custodians.epoch()
                && custodians.isSigned(orgId, release.entry());
    }

    private void take(Custodians.Seat seat, CustodyAnswer.Release release) {
        Envelope envelope = Envelope.release(
                desk.chainId(),
                aid,
                seat.orgId(),
                custodians.epoch(),
                release.entry().hash());
        try {
            ShareList shares = ShareList.decode(envelope.open(oneTimeKey, release.message()));
            Set<CustodyEvent.Named> brought = new HashSet<>();
            for (Share share : shares.shares()) {
                CustodyEvent.Named named = new CustodyEvent.Named(share.rid(), share.shareClass());
                if (isTaken(seat, share, named)) {
                    brought.add(named);
                }
            }
            if (brought.containsAll(joins.keySet())) {
                whole++;
            } else {
                faults.add(Fault.of(seat.orgId(), Fault.Kind.MISSING, "did not bring a share of every record"));
            }
        } catch (CryptoException e) {
            faults.add(Fault.of(seat.orgId(), Fault.Kind.FALSE, "gave what does not open: " + e.getMessage()));
        }
    }

    /** Is it one of those that are wanted, and the one that was dealt? What is not is wiped. */
    private boolean isTaken(Custodians.Seat seat, Share share, CustodyEvent.Named named) {
        ShareJoin join = joins.get(named);
        if (join == null || share.x() != seat.x()) {
            share.close();
            faults.add(
                    Fault.of(seat.orgId(), Fault.Kind.FALSE, "gave a share that is not its own, or of another record"));
            return false;
        }
        try {
            join.add(share);
            verified.merge(named, 1, Integer::sum);
            return true;
        } catch (CryptoException.BadShare e) {
            share.close();
            faults.add(Fault.of(
                    seat.orgId(), Fault.Kind.FALSE, "lied about record " + share.rid() + ": " + e.getMessage()));
            return false;
        }
    }

    @Override
    public void close() {
        joins.values().forEach(ShareJoin::close);
    }
}
