package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.Deal;
import dev.quire.health.member.MemberServices;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Hands in what waits in an author's outbox. It needs no key of the author: deals are signed and sealed. So it can stand beside
 * the author's node while the program that published is long gone.
 */
public final class DealCourier {
    private final Desk desk;
    private final DealDelivery delivery;
    private final DealOutbox outbox;

    DealCourier(Desk desk, Id author, MemberServices services, DealOutbox outbox) {
        this.desk = desk;
        this.outbox = outbox;
        delivery = new DealDelivery(desk, author, services, outbox);
    }

    /**
     * Hands in once more what no custodian has receipted, one for each custodian in turn, the oldest first. To be asked from
     * time to time, for as long as the outbox has something. A custodian that does not answer is not asked again in the same
     * round.
     *
     * @return what each custodian failed in this time, each kind once; empty: all of it is dealt
     */
    public CompletableFuture<List<Fault>> deliver() {
        return desk.begin(() -> {
            Set<Fault> faults = new LinkedHashSet<>();
            Map<Integer, Custodians> committees = new TreeMap<>();
            Deque<Iterator<DealOutbox.Kept>> rounds = new ArrayDeque<>();
            for (Id custodian : outbox.counts().keySet()) {
                rounds.add(outbox.waiting(custodian).iterator());
            }
            while (!rounds.isEmpty()) {
                Iterator<DealOutbox.Kept> round = rounds.remove();
                if (round.hasNext() && deliver(round.next(), committees, faults)) {
                    rounds.add(round);
                }
            }
            return new ArrayList<>(faults);
        });
    }

    /** False if the custodian does not answer. */
    private boolean deliver(DealOutbox.Kept kept, Map<Integer, Custodians> committees, Set<Fault> faults)
            throws HealthException, IOException {
        Optional<Deal> deal = kept.read();
        if (deal.isEmpty()) {
            return true;
        }
        int committee = deal.get().committee();
        Custodians custodians = committees.get(committee);
        if (custodians == null) {
            custodians = Custodians.of(desk.chain(), committee, Custodians.members(desk.chain()));
            committees.put(committee, custodians);
        }
        DealDelivery.Outcome outcome = Waiting.on(
                delivery.deliver(custodians, deal.get()), 2 * desk.settings().memberMillis(), "a custodian");
        outcome.fault().ifPresent(faults::add);
        return outcome.receipt().isPresent()
                || outcome.fault()
                        .filter(fault -> fault.kind() == Fault.Kind.SILENT)
                        .isEmpty();
    }
}
