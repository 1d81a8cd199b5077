package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.CustodyEvent;
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
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hands the shares of a record's factors to the custodians and collects what they sign. Its calls block. */
final class DealRound {
    private final Desk desk;
    private final MemberServices services;
    private final HospitalKeys keys;
    private final DealOutbox outbox;

    DealRound(Desk desk, MemberServices services, HospitalKeys keys, DealOutbox outbox) {
        this.desk = desk;
        this.services = services;
        this.keys = keys;
        this.outbox = outbox;
    }

    /** What came of a deal: a receipt that holds, or a fault. */
    record Delivery(Deal deal, Optional<SignedEntry> receipt, Optional<Fault> fault) {}

    /** What was receipted in time, and what was not. */
    record Dealt(List<SignedEntry> receipts, List<Fault> faults) {}

    /**
     * Deals, and returns when n - t custodians have it. The others are still waited for by the outbox.
     *
     * @throws HealthException.TooFewCustodians if fewer have
     */
    Dealt deal(Custodians custodians, List<Dealing> dealings) throws HealthException, CryptoException, IOException {
        List<Deal> deals = new ArrayList<>();
        for (Custodians.Seat seat : custodians.seats()) {
            deals.add(deal(custodians, seat, dealings));
        }
        for (Deal deal : deals) {
            outbox.keep(deal);
        }
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        for (Deal deal : deals) {
            var unused = deliver(custodians, deal).thenAccept(deliveries::add);
        }
        int need = custodians.numbers().receiptsToWrite();
        List<SignedEntry> receipts = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (int open = deals.size(); open > 0 && receipts.size() < need; open--) {
            Delivery delivery = next(deliveries);
            delivery.receipt().ifPresent(receipts::add);
            delivery.fault().ifPresent(faults::add);
        }
        if (receipts.size() < need) {
            throw new HealthException.TooFewCustodians("the shares were not dealt", receipts.size(), need, faults);
        }
        return new Dealt(receipts, faults);
    }

    private static Delivery next(BlockingQueue<Delivery> deliveries) throws HealthException {
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

    /** Hands a deal in; what comes of it is known within the time for a member. */
    CompletableFuture<Delivery> deliver(Custodians custodians, Deal deal) {
        Id orgId = deal.custodian();
        return services.of(orgId)
                .deal(deal)
                .copy()
                .orTimeout(desk.settings().memberMillis(), TimeUnit.MILLISECONDS)
                .handle((answer, failure) -> failure == null
                        ? judged(custodians, deal, answer)
                        : failed(deal, Fault.of(orgId, Fault.Kind.SILENT, "did not answer: " + failure.getMessage())));
    }

    private Delivery judged(Custodians custodians, Deal deal, CustodyAnswer answer) {
        Id orgId = deal.custodian();
        if (answer instanceof CustodyAnswer.Refusal refusal) {
            return failed(deal, Fault.denied(orgId, refusal.denial()));
        }
        if (!(answer instanceof CustodyAnswer.Receipt receipt) || !isReceipt(custodians, deal, receipt.entry())) {
            return failed(deal, Fault.of(orgId, Fault.Kind.FALSE, "gave a receipt that is not of this deal"));
        }
        try {
            outbox.done(deal);
        } catch (IOException e) {
            // It stays in the outbox and is handed in once more, which changes nothing.
            return new Delivery(
                    deal,
                    Optional.of(receipt.entry()),
                    Optional.of(
                            Fault.of(keys.orgId(), Fault.Kind.SILENT, "cannot write its outbox: " + e.getMessage())));
        }
        return new Delivery(deal, Optional.of(receipt.entry()), Optional.empty());
    }

    private static Delivery failed(Deal deal, Fault fault) {
        return new Delivery(deal, Optional.empty(), Optional.of(fault));
    }

    private boolean isReceipt(Custodians custodians, Deal deal, SignedEntry entry) {
        List<CustodyEvent.Named> dealt = deal.leaves().stream()
                .map(leaves -> new CustodyEvent.Named(leaves.rid(), leaves.shareClass()))
                .toList();
        return entry.chainId().equals(desk.chainId())
                && entry.event() instanceof CustodyEvent.Dealt event
                && event.dealId().equals(deal.dealId())
                && event.author().equals(keys.orgId())
                && event.committee() == deal.committee()
                && event.shares().size() == dealt.size()
                && event.shares().containsAll(dealt)
                && custodians.isSigned(deal.custodian(), entry);
    }
}
