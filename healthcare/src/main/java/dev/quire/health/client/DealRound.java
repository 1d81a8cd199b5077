package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.Deal;
import dev.quire.health.custody.SignedEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareLeaves;
import dev.quire.health.member.MemberServices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Hands the shares of a record's factors to the custodians and collects what they sign. Its calls block. */
final class DealRound {
    private final Desk desk;
    private final HospitalKeys keys;
    private final DealDelivery delivery;
    private final DealOutbox outbox;

    DealRound(Desk desk, MemberServices services, HospitalKeys keys, DealOutbox outbox) {
        this.desk = desk;
        this.keys = keys;
        this.outbox = outbox;
        delivery = new DealDelivery(desk, keys.orgId(), services, outbox);
    }

    /** What was receipted in time, and what was not. */
    record Dealt(List<SignedEntry> receipts, List<Fault> faults) {}

    /**
     * Deals, and returns when n - t custodians have it. The others are still waited for by the outbox; one for whom the outbox
     * has no room must take it now, since else it never would, and a record with fewer shares is lost with fewer members.
     *
     * @throws HealthException.TooFewCustodians if fewer have
     * @throws OutboxFullException if one for whom there is no room has not
     */
    Dealt deal(Custodians custodians, List<Dealing> dealings) throws HealthException, CryptoException, IOException {
        List<Deal> deals = new ArrayList<>();
        for (Custodians.Seat seat : custodians.seats()) {
            deals.add(deal(custodians, seat, dealings));
        }
        try {
            return hand(custodians, deals, withoutRoom(deals));
        } catch (HealthException | IOException e) {
            // The record will be on no ledger, so nobody needs its shares.
            for (Deal deal : deals) {
                outbox.done(deal);
            }
            throw e;
        }
    }

    private SortedMap<Id, OutboxFullException> withoutRoom(List<Deal> deals) throws IOException {
        SortedMap<Id, OutboxFullException> full = new TreeMap<>();
        for (Deal deal : deals) {
            try {
                outbox.keep(deal);
            } catch (OutboxFullException e) {
                full.put(e.custodian(), e);
            }
        }
        return full;
    }

    private Dealt hand(Custodians custodians, List<Deal> deals, SortedMap<Id, OutboxFullException> full)
            throws HealthException, IOException {
        BlockingQueue<DealDelivery.Outcome> deliveries = new LinkedBlockingQueue<>();
        for (Deal deal : deals) {
            var unused = delivery.deliver(custodians, deal).thenAccept(deliveries::add);
        }
        int need = custodians.numbers().receiptsToWrite();
        List<SignedEntry> receipts = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (int open = deals.size(); open > 0 && (receipts.size() < need || !full.isEmpty()); open--) {
            DealDelivery.Outcome outcome = next(deliveries);
            outcome.receipt().ifPresent(receipt -> {
                receipts.add(receipt);
                full.remove(receipt.custodian());
            });
            outcome.fault().ifPresent(faults::add);
        }
        if (receipts.size() < need) {
            throw new HealthException.TooFewCustodians("the shares were not dealt", receipts.size(), need, faults);
        }
        if (!full.isEmpty()) {
            throw full.get(full.firstKey());
        }
        return new Dealt(receipts, faults);
    }

    private static DealDelivery.Outcome next(BlockingQueue<DealDelivery.Outcome> deliveries) throws HealthException {
        try {
            // Each delivery has a limit of its own.
            return deliveries.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HealthException.Unavailable("interrupted while custodians were dealt to", e);
        }
    }

    private Deal deal(Custodians custodians, Custodians.Seat seat, List<Dealing> dealings)
            throws HealthException, CryptoException {
        int keyEpoch = custodians.member(seat.orgId()).custodianEpoch();
        Id dealId = desk.newId();
        List<Share> shares = dealings.stream()
                .map(dealing -> dealing.shares().get(seat.x() - 1))
                .toList();
        List<ShareLeaves> leaves = dealings.stream().map(Dealing::leaves).toList();
        Envelope envelope =
                Envelope.deal(desk.chainId(), dealId, keys.orgId(), seat.orgId(), keyEpoch, custodians.epoch());
        // The list is a view of the dealings' shares, which their owner closes.
        return Deal.sign(
                desk.chainId(),
                dealId,
                keys.orgId(),
                seat.orgId(),
                keyEpoch,
                leaves,
                envelope.seal(
                        custodians.member(seat.orgId()).profile().keys().custodian(),
                        new ShareList(shares).encoded(),
                        desk.random()),
                keys.gateway().signer());
    }
}
