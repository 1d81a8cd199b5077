package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.spi.ledger.Ledger;
import io.javalin.http.Context;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** Says of each request whose it is, by the key that TLS has proven; and lets nobody ask without end. */
final class Door {
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String CALLER = "quire.caller";

    /**
     * Requests of one caller at one time: a quarter of the connections, each of which a slow request keeps. More than a busy
     * hospital has open. Not private, since the test asks for more.
     */
    static final int MAX_AT_ONCE = MemberServer.MAX_CONNECTIONS / 4;

    private final Ledger ledger;
    private final CallerQuota quota;
    private final ConcurrentMap<Caller, Integer> inside = new ConcurrentHashMap<>();

    Door(MemberServer.Settings settings, MemberServer.Ports ports) {
        ledger = ports.ledger();
        quota = new CallerQuota(settings.requestsPerMinute(), settings.trialBytesPerDay(), ports.clockMicros());
    }

    void admit(Context context) {
        Request request = ServletContextRequest.getServletContextRequest(context.req());
        Optional<Caller> known = identify(context);
        if (known.isEmpty()) {
            // Anybody can make a key: without this, strangers could keep all connections.
            Request.addCompletionListener(request, failure -> close(request));
            throw ServiceProblem.UNKNOWN_CALLER.exception();
        }
        Caller caller = known.get();
        context.attribute(CALLER, caller);
        if (!quota.takeRequest(caller)) {
            throw ServiceProblem.QUOTA.exception();
        }
        if (inside.merge(caller, 1, Integer::sum) > MAX_AT_ONCE) {
            leave(caller);
            throw ServiceProblem.QUOTA.exception();
        }
        // Jetty's own word: Javalin tells nothing of a request that broke off, and that one must not stay counted.
        Request.addCompletionListener(request, failure -> leave(caller));
    }

    /** Whole: of one that Jetty closes for "Connection: close" the caller may keep his half. */
    private static void close(Request request) {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    private void leave(Caller caller) {
        inside.computeIfPresent(caller, (known, count) -> count == 1 ? null : count - 1);
    }

    private Optional<Caller> identify(Context context) {
        X509Certificate[] chain = context.attribute(CERTIFICATES);
        if (chain == null) {
            return Optional.empty();
        }
        try {
            PublicKey key = OwnCertificate.keyOf(chain);
            return ledger.read(HealthStateMachine.ID, (height, view) -> Caller.of(key, new HealthState(view)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    CallerQuota quota() {
        return quota;
    }

    static Optional<Caller> callerOf(Context context) {
        return Optional.ofNullable(context.attribute(CALLER));
    }

    static Caller caller(Context context) {
        return callerOf(context).orElseThrow(ServiceProblem.UNKNOWN_CALLER::exception);
    }
}
