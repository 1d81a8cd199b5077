package dev.quire.gateway.upkeep;

import dev.quire.gateway.vault.MendReport;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import dev.quire.health.vault.BlobName;
import dev.quire.spi.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through all active records of which the ledger says that they lie here, one after the other in the order of their ids, and
 * from the beginning again after a while. What somebody asked for and did not get whole comes first.
 */
final class VaultKeeper {
    /** The most records that wait because somebody missed them; more are found by the next walk. */
    static final int MAX_MISSED = 1_000;
    /** The findings that are kept to be shown. */
    static final int MAX_FINDINGS = 100;

    private static final Logger log = LoggerFactory.getLogger(VaultKeeper.class);
    private static final int PAGE = 100;
    /** A walk that had to leave records out begins again after this, if it is sooner. */
    private static final Duration SOON = Duration.ofMinutes(10);

    private final Ledger ledger;
    private final Id own;
    private final RecordCheck check;
    private final Duration every;
    private final Set<Id> missed = new LinkedHashSet<>();
    /** Whose vaults could not be asked since the newest walk began. */
    private final Set<Id> away = new TreeSet<>();

    private final Deque<RecordEntry> page = new ArrayDeque<>();
    private final Deque<Finding> findings = new ArrayDeque<>();
    private Optional<Id> after = Optional.empty();
    private boolean walking;
    private Instant due = Instant.MIN;
    private VaultStatus status = VaultStatus.NONE;
    private long leftOutBefore;

    VaultKeeper(Ledger ledger, Id own, RecordCheck check, Duration every) {
        this.ledger = ledger;
        this.own = own;
        this.check = check;
        this.every = every;
    }

    /** Somebody asked for it and it is not whole here. By any thread. */
    synchronized void missed(BlobName name) {
        if (name instanceof BlobName.Recorded part && missed.size() < MAX_MISSED) {
            missed.add(part.rid());
        }
    }

    synchronized VaultStatus status() {
        return status.with(List.copyOf(findings));
    }

    /** Looks at one record, if there is one to be looked at now. By one thread. */
    boolean step() {
        Optional<RecordEntry> next = next();
        next.ifPresent(this::look);
        return next.isPresent();
    }

    private void look(RecordEntry record) {
        if (record.terms().vaults().stream().anyMatch(away::contains)) {
            leftOut();
            return;
        }
        try {
            List<Finding> found = check.check(record);
            found.forEach(finding -> log.warn("{}", finding.sentence()));
            add(found);
        } catch (MemberAwayException e) {
            log.info("records are left out until the next walk: {}", e.getMessage());
            away.add(e.orgId());
            leftOut();
        }
    }

    private synchronized void add(List<Finding> found) {
        int mended = 0;
        for (Finding finding : found) {
            mended += finding.outcome() == MendReport.Outcome.MENDED ? 1 : 0;
            findings.addLast(finding);
            if (findings.size() > MAX_FINDINGS) {
                findings.removeFirst();
            }
        }
        status = status.looked(mended, found.size() - mended);
    }

    private synchronized void leftOut() {
        status = status.leftOut();
    }

    private Optional<RecordEntry> next() {
        for (Optional<Id> rid = nextMissed(); rid.isPresent(); rid = nextMissed()) {
            Id wanted = rid.get();
            Optional<RecordEntry> record = ledger.read(
                    HealthStateMachine.ID,
                    (height, view) -> new HealthState(view).record(wanted).filter(this::liesHere));
            if (record.isPresent()) {
                return record;
            }
        }
        return nextOfWalk();
    }

    private synchronized Optional<Id> nextMissed() {
        Optional<Id> first = missed.stream().findFirst();
        first.ifPresent(missed::remove);
        return first;
    }

    private Optional<RecordEntry> nextOfWalk() {
        if (!walking) {
            if (Instant.now().isBefore(due)) {
                return Optional.empty();
            }
            begin();
        }
        while (page.isEmpty()) {
            List<RecordEntry> records =
                    ledger.read(HealthStateMachine.ID, (height, view) -> new HealthState(view).records(after, PAGE));
            if (records.isEmpty()) {
                end();
                return Optional.empty();
            }
            after = Optional.of(records.get(records.size() - 1).rid());
            records.stream().filter(this::liesHere).forEach(page::add);
        }
        return Optional.of(page.remove());
    }

    private boolean liesHere(RecordEntry record) {
        return record.status() == RecordStatus.ACTIVE && record.terms().vaults().contains(own);
    }

    private synchronized void begin() {
        walking = true;
        away.clear();
        after = Optional.empty();
        leftOutBefore = status.leftOutCount();
        status = status.begun(Instant.now());
    }

    private synchronized void end() {
        walking = false;
        status = status.ended(Instant.now());
        boolean whole = status.leftOutCount() == leftOutBefore;
        due = Instant.now().plus(whole || every.compareTo(SOON) < 0 ? every : SOON);
        log.info("all records that lie here were looked at: {}", status);
    }
}
