package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.CustodyEvent;
import dev.quire.health.custody.Deal;
import dev.quire.health.custody.SignedEntry;
import dev.quire.health.member.MemberServices;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Hands deals to their custodians, and takes out of the outbox what they receipt. */
final class DealDelivery {
    private final Desk desk;
    private final Id author;
    private final MemberServices services;
    private final DealOutbox outbox;

    DealDelivery(Desk desk, Id author, MemberServices services, DealOutbox outbox) {
        this.desk = desk;
        this.author = author;
        this.services = services;
        this.outbox = outbox;
    }

    /** What came of a deal: a receipt that holds, or a fault. */
    record Outcome(Deal deal, Optional<SignedEntry> receipt, Optional<Fault> fault) {}

    /** Hands a deal in; what comes of it is known within the time for a member. */
    CompletableFuture<Outcome> deliver(Custodians custodians, Deal deal) {
        Id orgId = deal.custodian();
        return services.of(orgId)
                .deal(deal)
                .copy()
                .orTimeout(desk.settings().memberMillis(), TimeUnit.MILLISECONDS)
                .handle((answer, failure) -> failure == null
                        ? judged(custodians, deal, answer)
                        : failed(deal, Fault.silent(orgId, failure)));
    }

    private Outcome judged(Custodians custodians, Deal deal, CustodyAnswer answer) {
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
            return new Outcome(
                    deal,
                    Optional.of(receipt.entry()),
                    Optional.of(Fault.of(author, Fault.Kind.SILENT, "cannot write its outbox: " + e.getMessage())));
        }
        return new Outcome(deal, Optional.of(receipt.entry()), Optional.empty());
    }

    private static Outcome failed(Deal deal, Fault fault) {
        return new Outcome(deal, Optional.empty(), Optional.of(fault));
    }

    private boolean isReceipt(Custodians custodians, Deal deal, SignedEntry entry) {
        List<CustodyEvent.Named> dealt = deal.leaves().stream()
                .map(leaves -> new CustodyEvent.Named(leaves.rid(), leaves.shareClass()))
                .toList();
        return entry.chainId().equals(desk.chainId())
                && entry.event() instanceof CustodyEvent.Dealt event
                && event.dealId().equals(deal.dealId())
                && event.author().equals(author)
                && event.committee() == deal.committee()
                && event.shares().size() == dealt.size()
                && event.shares().containsAll(dealt)
                && custodians.isSigned(deal.custodian(), entry);
    }
}
