package dev.quire.node.api;

import dev.quire.spi.ledger.BusyException;
import dev.quire.spi.ledger.LedgerStoppedException;
import dev.quire.spi.ledger.NotConfirmedException;
import dev.quire.spi.ledger.ProofUnavailableException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ends a request into a problem document. */
final class Errors {
    private static final Logger log = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    static void register(JavalinConfig config) {
        config.routes.exception(Exception.class, (failure, context) -> answer(context, problem(failure)));
        // Javalin answers these in plain text unless told otherwise.
        config.routes.exception(HttpResponseException.class, (failure, context) -> answer(context, problem(failure)));
        config.routes.exception(MethodNotAllowedResponse.class, (failure, context) -> {
            // Its only detail is the list of the methods that the path has.
            context.header("Allow", String.join(", ", failure.getDetails().values()));
            answer(context, problem(failure));
        });
        config.http.prefer405over404 = true;
        config.jetty.modifyServer(server -> server.setErrorHandler(new ContainerErrors()));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new ContainerErrors()));
    }

    /** Javalin answers HEAD with 200 where there is a GET route, but without the headers of GET. */
    static void refuseHead(JavalinConfig config) {
        config.routes.after(context -> {
            if (HandlerType.HEAD.equals(context.method()) && context.statusCode() == HttpStatus.OK.getCode()) {
                throw new MethodNotAllowedResponse("HEAD is not served; ask with GET", Map.of("methods", "GET"));
            }
        });
    }

    private static Problem problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            return problem.problem();
        } else if (cause instanceof NotConfirmedException) {
            return Problem.of(
                    503,
                    "NOT_CONFIRMED",
                    "No quorum confirmed the read",
                    String.valueOf(cause.getMessage()),
                    "Try again, ask another node, or read with level=local");
        } else if (cause instanceof ProofUnavailableException unavailable) {
            return unavailable(unavailable);
        } else if (cause instanceof BusyException) {
            return Problem.of(429, "BUSY", "The node is busy", String.valueOf(cause.getMessage()), "Try again later");
        } else if (cause instanceof LedgerStoppedException) {
            return stopped(cause);
        } else if (cause instanceof IllegalArgumentException) {
            return Problem.badRequest(String.valueOf(cause.getMessage()));
        } else if (cause instanceof HttpResponseException http) {
            return Problem.http(http.getStatus(), String.valueOf(http.getMessage()));
        }
        return unexpected(cause);
    }

    private static Problem unavailable(ProofUnavailableException cause) {
        int status = switch (cause.reason()) {
            case NOT_COMMITTED -> 404;
            case NOT_CERTIFIED -> 409;
            case PRUNED -> 410;
            case TOO_LARGE -> 422;
        };
        String nextStep = switch (cause.reason()) {
            case NOT_COMMITTED -> "The newest height is in GET /v1/status";
            case NOT_CERTIFIED -> "Ask again in a moment, or leave the height out";
            case PRUNED -> "Ask for a later height, or a node that keeps more";
            case TOO_LARGE -> "Ask for smaller ranges, or for fewer at once";
        };
        return Problem.of(
                status,
                cause.reason().name(),
                "There is no such proof here",
                String.valueOf(cause.getMessage()),
                nextStep);
    }

    static Problem stopped(Throwable cause) {
        return Problem.of(
                503,
                "NODE_STOPPED",
                "The node has stopped",
                String.valueOf(cause.getMessage()),
                "Ask another node; the transaction may still be in a block");
    }

    static Problem unexpected(Throwable cause) {
        log.error("a request failed in a way that nobody foresaw", cause);
        return Problem.of(
                500,
                "INTERNAL",
                "The node failed to answer",
                "an unforeseen error; the node's log has it",
                "Report it with the log's lines");
    }

    static void answer(Context context, Problem problem) {
        context.status(problem.status())
                .contentType(Problem.MEDIA_TYPE)
                .result(problem.toJson().toString());
    }
}
