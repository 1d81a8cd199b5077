package dev.quire.gateway.service;

import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import dev.quire.spi.ledger.Ledger;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A vault over HTTP. What a caller may not see is missing: the same answer, at the same beat of a clock, whether it is there
 * or not. Who may see it is told at once: a patient who ends a permission asks for each record's capsule.
 */
final class VaultRoutes {
    /** Answers that hide something leave at multiples of this after the request: looking longer does not show. */
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private static final Duration CATCH_UP = Duration.ofSeconds(3);
    private static final long MAX_DRAINED = 8L << 20;

    private final Id own;
    private final Ledger ledger;
    private final BlobVault vault;
    private final CallerQuota quota;
    private final long maxBytes;

    VaultRoutes(MemberServer.Settings settings, MemberServer.Ports ports, Door door) {
        own = settings.orgId();
        ledger = ports.ledger();
        vault = ports.vault();
        quota = door.quota();
        maxBytes = settings.maxBlobBytes();
    }

    private <T> T judged(Function<VaultRules, T> question) {
        long blockTimeMicros = ledger.status().blockTimeMicros();
        return ledger.read(
                HealthStateMachine.ID,
                (height, view) -> question.apply(new VaultRules(own, new HealthState(view), blockTimeMicros)));
    }

    /** The caller may have committed by another node what this one does not know yet. */
    private void catchUp() {
        try {
            var unused = ledger.readBarrier(CATCH_UP).get(2 * CATCH_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw ServiceProblem.UNAVAILABLE.exception();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceProblem.UNAVAILABLE.exception();
        }
    }

    private static Optional<BlobName> name(Context context) {
        return BlobName.parse(context.pathParam("name"));
    }

    void put(Context context) throws IOException {
        long length = context.req().getContentLengthLong();
        InputStream body = new BriskInput(context.req().getInputStream());
        try {
            put(context, length, body);
        } catch (ServiceException | VaultException e) {
            drain(body, length);
            throw e;
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private void put(Context context, long length, InputStream body) throws IOException {
        BlobName name = name(context).orElseThrow(ServiceProblem.BAD_REQUEST::exception);
        Caller caller = Door.caller(context);
        if (length < 0) {
            throw ServiceProblem.LENGTH_REQUIRED.exception();
        } else if (length > maxBytes) {
            throw ServiceProblem.TOO_LARGE.exception();
        }
        VaultRules.Put put = judged(rules -> rules.put(name, caller));
        if (put == VaultRules.Put.UNKNOWN) {
            catchUp();
            put = judged(rules -> rules.put(name, caller));
        }
        if (put == VaultRules.Put.REFUSED || put == VaultRules.Put.UNKNOWN) {
            throw ServiceProblem.FORBIDDEN.exception();
        } else if (put == VaultRules.Put.ON_TRIAL && !quota.takeBytes(caller, length)) {
            throw ServiceProblem.QUOTA.exception();
        }
        vault.put(name, length, body);
    }

    /** Many clients look for the answer only when they have sent everything; the connection of a larger body is cut. */
    private static void drain(InputStream body, long length) throws IOException {
        if (length > 0 && length <= MAX_DRAINED) {
            body.transferTo(OutputStream.nullOutputStream());
        }
    }

    void get(Context context) throws IOException {
        Optional<Found> found = find(context);
        if (found.isPresent()) {
            long length = found.get().stat.length();
            ByteWindow window =
                    ByteWindow.parse(context.header(Header.RANGE), length).orElseThrow(ServiceProblem.RANGE::exception);
            describe(context, found.get().stat, window);
            vault.get(
                    found.get().name, window.from(), window.to(), context.res().getOutputStream());
        }
    }

    void head(Context context) throws IOException {
        Optional<Found> found = find(context);
        found.ifPresent(whole -> describe(context, whole.stat, ByteWindow.all(whole.stat.length())));
    }

    void delete(Context context) throws IOException {
        long beganNanos = System.nanoTime();
        Caller caller = Door.caller(context);
        Optional<BlobName> name = name(context).filter(wanted -> judged(rules -> rules.mayDelete(wanted, caller)));
        if (name.isEmpty()) {
            hide(context, beganNanos);
        } else if (vault.delete(name.get())) {
            context.status(HttpStatus.NO_CONTENT);
        } else {
            Refusals.answer(context, ServiceProblem.MISSING);
        }
    }

    private record Found(BlobName name, BlobStat stat) {}

    /** Where it is not found, that is answered. */
    private Optional<Found> find(Context context) throws VaultException {
        long beganNanos = System.nanoTime();
        Caller caller = Door.caller(context);
        Optional<BlobName> name = name(context).filter(wanted -> judged(rules -> rules.mayGet(wanted, caller)));
        if (name.isEmpty()) {
            hide(context, beganNanos);
            return Optional.empty();
        }
        Optional<BlobStat> stat = vault.stat(name.get());
        if (stat.isEmpty()) {
            Refusals.answer(context, ServiceProblem.MISSING);
        }
        return stat.map(found -> new Found(name.get(), found));
    }

    private static void describe(Context context, BlobStat stat, ByteWindow window) {
        context.contentType(CustodyRoutes.MEDIA_TYPE);
        context.header(Header.ACCEPT_RANGES, "bytes");
        context.header(Header.ETAG, "\"" + stat.digest().toHex() + "\"");
        context.header(Header.CACHE_CONTROL, "no-store");
        if (window.isPart()) {
            context.status(HttpStatus.PARTIAL_CONTENT);
            context.header(Header.CONTENT_RANGE, window.contentRange(stat.length()));
        }
        context.res().setContentLengthLong(window.to() - window.from());
    }

    private static void hide(Context context, long beganNanos) {
        long spent = System.nanoTime() - beganNanos;
        long rest = BEAT_NANOS - spent % BEAT_NANOS;
        context.future(() -> CompletableFuture.runAsync(
                () -> Refusals.answer(context, ServiceProblem.MISSING),
                CompletableFuture.delayedExecutor(rest, TimeUnit.NANOSECONDS)));
    }
}
