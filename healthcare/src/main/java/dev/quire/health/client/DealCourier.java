package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.Deal;
import dev.quire.health.member.MemberServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
     * Hands in once more what no custodian has receipted, the oldest first. To be asked from time to time, for as long as the
     * outbox has something. A custodian that does not answer is not asked again in the same round.
     *
     * @return what each custodian failed in this time; empty: all of it is dealt
     */
    public CompletableFuture<List<Fault>> deliver() {
        return desk.begin(() -> {
            List<Fault> faults = new ArrayList<>();
            Map<Integer, Custodians> committees = new TreeMap<>();
            Set<Id> silent = new TreeSet<>();
            for (Deal deal : outbox.waiting()) {
                if (silent.contains(deal.custodian())) {
                    continue;
                }
                Custodians custodians = committees.get(deal.committee());
                if (custodians == null) {
                    custodians = Custodians.of(desk.chain(), desk.chain().committee(deal.committee()));
                    committees.put(deal.committee(), custodians);
                }
                DealDelivery.Outcome outcome = Waiting.on(
                        delivery.deliver(custodians, deal), 2 * desk.settings().memberMillis(), "a custodian");
                outcome.fault().ifPresent(faults::add);
                if (outcome.receipt().isEmpty()
                        && outcome.fault()
                                .filter(fault -> fault.kind() == Fault.Kind.SILENT)
                                .isPresent()) {
                    silent.add(deal.custodian());
                }
            }
            return faults;
        });
    }
}
