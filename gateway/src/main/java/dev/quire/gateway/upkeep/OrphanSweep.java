package dev.quire.gateway.upkeep;

import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.custody.Deal;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.VaultException;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was brought for something that never came to the ledger: parts in the own vault, deals in the own outbox. Whoever
 * brings something puts what it belongs to on the ledger within a day or begins anew (docs/healthcare/protocol.md), so what is older
 * than {@code after}, and is unknown to the ledger at a moment that was confirmed after that was seen, will never be known.
 * Used by one thread at a time; the counts are read by any.
 */
final class OrphanSweep {
    private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);
    private static final int PAGE = 100;
    private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Id own;
    private final JdbcBlobVault vault;
    private final FileOutbox outbox;
    private final Duration after;
    private final InstantSource clock;
    private volatile SweepStatus status = new SweepStatus(0, 0, 0);

    OrphanSweep(Upkeep.Ports ports, Duration after, InstantSource clock) {
        ledger = ports.ledger();
        own = ports.own();
        vault = ports.vault();
        outbox = ports.outbox();
        this.after = after;
        this.clock = clock;
    }

    SweepStatus status() {
        return status;
    }

    /** Goes through all that is old once. */
    void run() throws InterruptedException {
        try {
            Instant before = clock.instant().minus(after);
            // A ledger of which nothing lies here may be another one than that for which the vault was filled.
            long parts = confirmed(this::hasRecordHere) ? sweepVault(before) : 0;
            long deals = sweepOutbox(before);
            status = status.swept(parts, deals);
            if (parts > 0 || deals > 0) {
                log.info(
                        "removed {} parts from the vault and {} deals from the outbox that are older than {} and belong to nothing"
                                + " on the ledger",
                        parts,
                        deals,
                        after);
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            log.info("what never came to the ledger is looked for later: {}", e.getMessage());
        }
    }

    /** What a state says that is not older than the question: a node that lags knows less than there is. */
    private <T> T confirmed(Question<T> question) throws ExecutionException, TimeoutException, InterruptedException {
        var unused = ledger.readBarrier(CONFIRMED_WITHIN).get(2 * CONFIRMED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        return ledger.read(HealthStateMachine.ID, (height, view) -> question.ask(new HealthState(view)));
    }

    private interface Question<T> {
        T ask(HealthState state);
    }

    private boolean hasRecordHere(HealthState state) {
        Optional<Id> last = Optional.empty();
        while (true) {
            List<RecordEntry> records = state.records(last, PAGE);
            if (records.isEmpty()) {
                return false;
            }
            if (records.stream().anyMatch(this::liesHere)) {
                return true;
            }
            last = Optional.of(records.get(records.size() - 1).rid());
        }
    }

    private boolean liesHere(RecordEntry record) {
        return record.author().equals(own) || record.terms().vaults().contains(own);
    }

    private long sweepVault(Instant before)
            throws IOException, ExecutionException, TimeoutException, InterruptedException {
        long removed = 0;
        Optional<String> last = Optional.empty();
        while (true) {
            List<String> names = vault.storedBefore(before, last, PAGE);
            if (names.isEmpty()) {
                return removed;
            }
            last = Optional.of(names.get(names.size() - 1));
            List<BlobName> orphans = confirmed(state -> names.stream()
                    .flatMap(name -> BlobName.parse(name).stream())
                    .filter(name -> !isKnown(name, state))
                    .toList());
            for (BlobName orphan : orphans) {
                removed += remove(orphan) ? 1 : 0;
            }
        }
    }

    /** A name that is damaged is not what it was called when it was put. */
    private boolean remove(BlobName orphan) throws VaultException {
        try {
            return vault.stat(orphan).isPresent() && vault.delete(orphan);
        } catch (VaultException.Damaged e) {
            log.warn("a row of the vault is damaged and left as it is: {}", e.getMessage());
            return false;
        }
    }

    private boolean isKnown(BlobName name, HealthState state) {
        if (name instanceof BlobName.Recorded part) {
            return state.record(part.rid()).filter(this::liesHere).isPresent();
        } else if (name instanceof BlobName.OfGrant part) {
            return state.grant(part.gid()).isPresent();
        } else if (name instanceof BlobName.Forwarded part) {
            return state.grant(part.gid()).isPresent()
                    && state.record(part.rid()).isPresent();
        }
        BlobName.OfSubject mail = (BlobName.OfSubject) name;
        // Writers put their maps before there is a subject, into their own vaults; cards are sent to one that there is.
        return mail.mail() != BlobName.Mail.CARD || state.subject(mail.sid()).isPresent();
    }

    private long sweepOutbox(Instant before)
            throws IOException, ExecutionException, TimeoutException, InterruptedException {
        long removed = 0;
        for (Id custodian : outbox.counts().keySet()) {
            List<FileOutbox.KeptFile> kept = outbox.keptBefore(custodian, before);
            for (int from = 0; from < kept.size(); from += PAGE) {
                List<Deal> deals = new ArrayList<>();
                for (FileOutbox.KeptFile file : kept.subList(from, Math.min(kept.size(), from + PAGE))) {
                    file.read().ifPresent(deals::add);
                }
                List<Deal> orphans = confirmed(state ->
                        deals.stream().filter(deal -> isOrphan(deal, state)).toList());
                for (Deal orphan : orphans) {
                    outbox.done(orphan);
                }
                removed += orphans.size();
            }
        }
        return removed;
    }

    private static boolean isOrphan(Deal deal, HealthState state) {
        return deal.leaves().stream()
                .allMatch(leaves -> state.record(leaves.rid()).isEmpty());
    }
}
