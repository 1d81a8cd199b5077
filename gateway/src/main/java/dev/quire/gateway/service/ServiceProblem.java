package dev.quire.gateway.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.health.vault.VaultException;

/** Why a request was not carried out, as RFC 9457 has it, with a code for programs and a next step for people. */
enum ServiceProblem {
    BAD_REQUEST(400, "The request is malformed", "Compare it with the OpenAPI document of the member service"),
    UNKNOWN_CALLER(
            403,
            "The key of the certificate is on no ledger entry here",
            "Call with a gateway key of a member, or with the signing key of an active subject"),
    FORBIDDEN(403, "This caller may not do that", "See docs/healthcare/service.md for who may do what"),
    MISSING(404, "There is no such thing here for this caller", "Ask another member, or commit an access first"),
    METHOD(405, "The path has no such method", "Compare the request with the OpenAPI document"),
    TAKEN(409, "Other bytes lie under this name", "Draw a new id: a name is written once"),
    LENGTH_REQUIRED(411, "The length is not announced", "Send Content-Length"),
    TOO_LARGE(413, "The request is too large", "Send less at once"),
    RANGE(416, "The range is not within what lies there", "Ask for the length with HEAD first"),
    WRONG_LENGTH(422, "There were more bytes than announced, or fewer", "Send exactly Content-Length bytes"),
    QUOTA(429, "The caller has used up its quota", "Wait a minute; or commit what the parts belong to first"),
    INTERNAL(500, "The service failed to answer", "Its operator's log has the reason"),
    DAMAGED(500, "The bytes here are damaged", "Take them from a copy at another vault"),
    UNAVAILABLE(503, "The vault or custodian cannot be used now", "Try again later, or ask another member");

    static final String MEDIA_TYPE = "application/problem+json";

    private final int status;
    private final String title;
    private final String nextStep;

    ServiceProblem(int status, String title, String nextStep) {
        this.status = status;
        this.title = title;
        this.nextStep = nextStep;
    }

    int status() {
        return status;
    }

    /** The same bytes for the same problem: nothing of the request is in it. */
    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return json.put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("code", name())
                .put("nextStep", nextStep)
                .toString();
    }

    /** The code in a problem document that another service sent, as far as there is one. */
    static String code(byte[] body) {
        String text = Bytes.copyOf(body).toUtf8();
        int at = text.indexOf("\"code\":\"");
        int end = at < 0 ? -1 : text.indexOf('"', at + 8);
        return end < 0 ? "" : text.substring(at + 8, end);
    }

    ServiceException exception() {
        return new ServiceException(this);
    }

    static ServiceProblem of(VaultException failure) {
        if (failure instanceof VaultException.Missing) {
            return MISSING;
        } else if (failure instanceof VaultException.Taken) {
            return TAKEN;
        } else if (failure instanceof VaultException.Damaged) {
            return DAMAGED;
        } else if (failure instanceof VaultException.Forbidden) {
            return FORBIDDEN;
        } else if (failure instanceof VaultException.WrongLength) {
            return WRONG_LENGTH;
        }
        return UNAVAILABLE;
    }
}
