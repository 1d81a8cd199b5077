package dev.quire.health.custody;

import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.health.Id;
import dev.quire.health.keys.X25519Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * One organisation's custodian. Nothing that a requester sends is evidence: every answer is judged in the state that a
 * linearizable read, begun after the request came in, gives of the custodian's own node. Safe for use by several threads.
 *
 * <p>A returned future fails with {@link UncheckedIOException} where store or log cannot be read or written; then nothing
 * was sent.
 */
public final class Custodian {
    private final CustodianSettings settings;
    private final CustodyLedger ledger;
    private final LongSupplier clockMicros;
    private final Executor worker;
    private final LogBook book;
    private final DealDesk deals;
    private final ReleaseDesk releases;
    private final RequestQuota quota = new RequestQuota();

    /** What a custodian works with. */
    public record Ports(
            CustodyLedger ledger,
            ShareStore store,
            CustodyLog log,
            Signer signer,
            SignatureScheme signatures,
            IntFunction<Optional<X25519Key>> keys,
            SecureRandom random,
            LongSupplier clockMicros) {}

    /**
     * @param ports {@code keys} are the custodian's own by epoch; {@code clockMicros} is microseconds since 1970
     * @param worker runs one task at a time: store and log are used by it only
     */
    public Custodian(CustodianSettings settings, Ports ports, Executor worker) {
        this.settings = settings;
        this.worker = worker;
        ledger = ports.ledger;
        clockMicros = ports.clockMicros;
        book = new LogBook(settings, ports.log, ports.signer, ports.clockMicros);
        deals = new DealDesk(settings, ports.signatures, ports.keys, ports.store, book);
        releases = new ReleaseDesk(settings, ports.store, book, ports.random, ports.clockMicros);
    }

    /**
     * Takes over the shares of a deal: all of them or none. The same deal may be handed in again.
     *
     * @param requester the organisation that the transport has authenticated
     */
    public CompletableFuture<CustodyAnswer> accept(Deal deal, Id requester) {
        return answer(
                deal.dealId(),
                deal.committee(),
                new Requester(requester, false),
                view -> deals.accept(view, deal, requester));
    }

    /**
     * Releases the shares of an access that were dealt to one committee, in one message to the access's one-time key. May be
     * asked again until the deadline.
     *
     * @param requester the organisation that the transport has authenticated
     */
    public CompletableFuture<CustodyAnswer> release(Id aid, int committee, Id requester) {
        return release(aid, committee, new Requester(requester, false));
    }

    /**
     * The same for a patient, whose key the transport has authenticated.
     *
     * @param sid the subject that signs with that key
     */
    public CompletableFuture<CustodyAnswer> releaseToPatient(Id aid, int committee, Id sid) {
        return release(aid, committee, new Requester(sid, true));
    }

    private CompletableFuture<CustodyAnswer> release(Id aid, int committee, Requester requester) {
        return answer(aid, committee, requester, view -> releases.release(view, aid, committee, requester));
    }

    private interface Judgement {
        CustodyAnswer on(CustodyView view) throws IOException;
    }

    private CompletableFuture<CustodyAnswer> answer(
            Id subject, int committee, Requester requester, Judgement judgement) {
        int requests = quota.take(requester, clockMicros.getAsLong());
        if (requests > settings.requestsPerMinute()) {
            return requests > settings.requestsPerMinute() + 1
                    ? CompletableFuture.completedFuture(new CustodyAnswer.Refusal(Denial.QUOTA, Optional.empty()))
                    : CompletableFuture.supplyAsync(
                            () -> durably(() -> book.refuse(subject, requester.id(), committee, Denial.QUOTA)), worker);
        }
        // A copy: the time limit must not end the node's own future.
        return ledger.read()
                .toCompletableFuture()
                .copy()
                .orTimeout(settings.readLimitMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(
                        (view, failure) -> durably(() -> failure == null
                                ? judgement.on(view)
                                : book.refuse(subject, requester.id(), committee, Denial.BEHIND)),
                        worker);
    }

    private interface Work {
        CustodyAnswer run() throws IOException;
    }

    private static CustodyAnswer durably(Work work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException("store or log of the custodian cannot be used: nothing was sent", e);
        }
    }
}
