package dev.quire.gateway.service;

import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each request: which member, or that it was a patient; never which patient, record or grant. */
final class RequestLog {
    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

    private RequestLog() {}

    static void write(Context context, Float millis) {
        String who = Door.callerOf(context)
                .map(caller -> caller instanceof Caller.Organisation ? "member " + caller.id() : "a patient")
                .orElse("nobody known");
        String path = context.path().startsWith("/v1/vault/") ? "/v1/vault/…" : context.path();
        if (log.isInfoEnabled()) {
            log.info("{} {} {} of {} in {} ms", context.method(), path, context.statusCode(), who, millis.intValue());
        }
    }
}
