package dev.quire.node.client;

import com.fasterxml.jackson.databind.JsonNode;

/** A node answered with a problem document. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String nextStep;

    ApiException(int status, JsonNode problem) {
        super(problem.path("detail").asText(problem.path("title").asText("the node answered with status " + status)));
        this.status = status;
        this.code = problem.path("code").asText("HTTP_" + status);
        this.nextStep = problem.path("nextStep").asText("See GET /v1/openapi.json");
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    /** The stable name of the problem. */
    String code() {
        return code;
    }

    String nextStep() {
        return nextStep;
    }
}
