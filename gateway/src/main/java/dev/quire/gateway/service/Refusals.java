package dev.quire.gateway.service;

import dev.quire.health.vault.VaultException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ends a request into a problem document. */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static void register(JavalinConfig config) {
        config.routes.exception(Exception.class, (failure, context) -> answer(context, problem(failure)));
        config.routes.exception(
                HttpResponseException.class, (failure, context) -> answer(context, ofStatus(failure.getStatus())));
    }

    static ServiceProblem ofStatus(int status) {
        return switch (status) {
            case 404 -> ServiceProblem.MISSING;
            case 405 -> ServiceProblem.METHOD;
            case 413, 431, 414 -> ServiceProblem.TOO_LARGE;
            default -> status < 500 ? ServiceProblem.BAD_REQUEST : ServiceProblem.INTERNAL;
        };
    }

    private static ServiceProblem problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ServiceException refused) {
            return refused.problem();
        } else if (cause instanceof VaultException vault) {
            return ServiceProblem.of(vault);
        } else if (cause instanceof IOException || cause instanceof UncheckedIOException) {
            log.warn("a request broke off: {}", cause.getMessage());
            return ServiceProblem.UNAVAILABLE;
        }
        log.error("a request failed in a way that nobody foresaw", cause);
        return ServiceProblem.INTERNAL;
    }

    /** What is on its way already is cut off instead: its announced length is then not reached. */
    static void answer(Context context, ServiceProblem problem) {
        if (context.res().isCommitted()) {
            return;
        }
        context.res().reset();
        if (problem == ServiceProblem.UNKNOWN_CALLER) {
            context.header(Header.CONNECTION, "close");
        }
        context.status(problem.status()).contentType(ServiceProblem.MEDIA_TYPE).result(problem.json());
    }
}
