package dev.quire.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import java.util.Optional;

/**
 * Why a request was not carried out, as RFC 9457 has it, with a code for programs and a next step for people.
 *
 * @param status the HTTP status
 * @param rejection of a transaction that was not taken
 */
record Problem(int status, String code, Optional<Rejection> rejection, String title, String detail, String nextStep) {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final int TOO_LARGE = 413;

    static Problem of(int status, String code, String title, String detail, String nextStep) {
        return new Problem(status, code, Optional.empty(), title, detail, nextStep);
    }

    /** A request that is not as the API's description has it. */
    static Problem badRequest(String detail) {
        return of(
                400,
                "BAD_REQUEST",
                "The request is malformed",
                detail,
                "Compare the request with GET /v1/openapi.json");
    }

    /** A request that HTTP itself does not let through, with its status for a code. */
    static Problem http(int status, String detail) {
        return status == TOO_LARGE
                ? of(
                        status,
                        "HTTP_" + status,
                        "The request is too large",
                        "a request may have " + ApiServer.MAX_REQUEST_BYTES + " bytes (512 KiB)",
                        "Send less at once: a transaction may have " + Transaction.MAX_SIZE + " bytes")
                : of(status, "HTTP_" + status, "The request cannot be served", detail, "See GET /v1/openapi.json");
    }

    static Problem notFound(String detail, String nextStep) {
        return of(404, "NOT_FOUND", "There is no such thing here", detail, nextStep);
    }

    /** What this node has had and no longer keeps. */
    static Problem pruned(String what) {
        return of(
                410,
                "PRUNED",
                "The node no longer keeps it",
                what + " was dropped as the node's retention has it",
                "Ask a node that keeps more; a receipt that was handed out before still proves all it says");
    }

    /** What is not final binds this node alone: another may hold the same bytes and propose them. */
    static Problem rejected(Rejection rejection, String detail) {
        boolean wantsRoom =
                rejection == Rejection.BUSY || rejection == Rejection.SENDER_QUOTA || rejection == Rejection.DISK_FULL;
        int status = wantsRoom ? 429 : 422;
        return new Problem(
                status,
                rejection.name(),
                Optional.of(rejection),
                rejection.isFinal()
                        ? "These bytes are in no block and never will be"
                        : "This node did not take the transaction; submitted elsewhere or before, it may still commit",
                detail,
                nextStep(rejection));
    }

    private static String nextStep(Rejection rejection) {
        return switch (rejection) {
            case OVERSIZE ->
                "Make it smaller: with its signature it may have " + Transaction.MAX_SIZE
                        + " bytes. Split the payload, or keep it elsewhere and put its hash on the chain";
            case MALFORMED -> "Encode the transaction as docs/spec/formats.md, section 3, has it";
            case FOREIGN_CHAIN -> "Sign it for the chainId that GET /v1/status names";
            case UNKNOWN_PLUGIN -> "Use the number of a plugin of this chain";
            case BAD_SIGNATURE -> "Sign the transaction with the key that its sender field names";
            case EXPIRED -> "Make a new transaction with a later validUntil";
            case VALID_TOO_LONG ->
                "Compare this machine's clock with the node's, or make a new transaction with an earlier validUntil";
            case DUPLICATE -> "Ask GET /v1/transactions/{id} what became of it";
            case BUSY, SENDER_QUOTA -> "Wait a little and submit the same bytes again";
            case DISK_FULL -> "Submit the same bytes to another node; this one's operator must free some disk space";
            case PRUNED -> "Ask a node that keeps more: GET /v1/transactions/{id}";
            case PLUGIN_CHECK -> "Look the plugin's code up in its documentation";
            case PLUGIN_FAILURE -> "Report it to whoever maintains the plugin";
        };
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "about:blank");
        json.put("title", title);
        json.put("status", status);
        json.put("code", code);
        rejection.ifPresent(why -> json.put("number", why.number()).put("final", why.isFinal()));
        json.put("detail", detail);
        json.put("nextStep", nextStep);
        return json;
    }
}
