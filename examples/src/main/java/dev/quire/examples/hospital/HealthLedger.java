package dev.quire.examples.hospital;

import dev.quire.Account;
import dev.quire.block.Transaction;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.AccessEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantEntry;
import dev.quire.health.HealthAnswer;
import dev.quire.health.HealthCommand;
import dev.quire.health.HealthEntry;
import dev.quire.health.HealthQuery;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The healthcare plugin as a hospital uses it: typed commands and questions on its own node. */
final class HealthLedger {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BARRIER_TIMEOUT = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Submission submission;

    HealthLedger(Ledger ledger) {
        this.ledger = ledger;
        this.submission = new Submission(ledger, PATIENCE);
    }

    Hash chainId() {
        return ledger.chainId();
    }

    CommittedTransaction commit(Account account, HealthCommand command) throws IOException, InterruptedException {
        return submission.commit(transaction(account, command));
    }

    /** Submits all at once; see {@link Submission#commit(List, Consumer)}. */
    void commit(List<Transaction> transactions, Consumer<CommittedTransaction> committed)
            throws IOException, InterruptedException {
        submission.commit(transactions, committed);
    }

    Transaction transaction(Account account, HealthCommand command) {
        return account.transaction(ledger.chainId(), HealthStateMachine.ID, command.encoded());
    }

    /** After this, questions are answered from a state that is not older than anything known when it was called. */
    void catchUp() throws IOException, InterruptedException {
        try {
            ledger.readBarrier(BARRIER_TIMEOUT).get();
        } catch (ExecutionException e) {
            throw new IOException("no majority confirms that this node is up to date: " + e.getCause(), e);
        }
    }

    /** The time of the newest block that is applied here. */
    long blockTimeMicros() {
        return ledger.status().blockTimeMicros();
    }

    Optional<RecordEntry> record(Id rid) {
        return find(EntryKind.RECORD, rid, RecordEntry.class);
    }

    Optional<GrantEntry> grant(Id gid) {
        return find(EntryKind.GRANT, gid, GrantEntry.class);
    }

    Optional<AccessEntry> access(Id aid) {
        return find(EntryKind.ACCESS, aid, AccessEntry.class);
    }

    List<RecordEntry> recordsOf(Id sid) {
        return list(EntryIndex.RECORDS_OF_SUBJECT, sid, RecordEntry.class);
    }

    List<AccessEntry> accessesOf(Id sid) {
        return list(EntryIndex.ACCESSES_OF_SUBJECT, sid, AccessEntry.class);
    }

    private <T extends HealthEntry> Optional<T> find(EntryKind kind, Id id, Class<T> type) {
        return page(HealthQuery.Find.of(kind, id)).as(type).stream().findFirst();
    }

    private <T extends HealthEntry> List<T> list(EntryIndex index, Id id, Class<T> type) {
        List<T> all = new ArrayList<>();
        Optional<HealthQuery.ListEntries> query = Optional.of(HealthQuery.ListEntries.of(index, id));
        while (query.isPresent()) {
            HealthAnswer.Page page = page(query.get());
            all.addAll(page.as(type));
            query = page.next().map(query.get()::after);
        }
        return all;
    }

    private HealthAnswer.Page page(HealthQuery query) {
        try {
            return (HealthAnswer.Page) HealthAnswer.decode(ledger.query(HealthStateMachine.ID, query.encoded()));
        } catch (MalformedException e) {
            throw new IllegalStateException("the plugin's answer is not an answer", e);
        }
    }
}
