package dev.quire.client;

import java.io.IOException;

/** A node answered with a problem document (RFC 9457). */
public final class NodeProblemException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final String TOO_LARGE = "TOO_LARGE";

    private final int status;
    private final String code;

    NodeProblemException(int status, String code, String detail) {
        super(code + " (" + status + "): " + detail);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The problem's stable code (docs/spec/process.md, section 3). */
    public String code() {
        return code;
    }

    /** Does one proof not hold the answer? Then smaller ranges can be asked for. */
    public boolean isTooLarge() {
        return code.equals(TOO_LARGE);
    }
}
