package dev.quire.node.api;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import io.javalin.http.Context;
import java.util.Base64;

/** Reads the parts of a request, or ends it with a problem that says what was wrong. */
final class Requests {
    private Requests() {}

    static Hash hash(Context context, String parameter) {
        Bytes bytes = hex(context, parameter);
        if (bytes.size() != Hash.SIZE) {
            throw new ProblemException(Problem.badRequest(parameter + " must have 64 hexadecimal digits"));
        }
        return Hash.of(bytes);
    }

    static Bytes hex(Context context, String parameter) {
        try {
            return Bytes.fromHex(context.pathParam(parameter));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest(parameter + " must be hexadecimal: " + e.getMessage()));
        }
    }

    static long height(String name, String text) {
        try {
            long height = Long.parseLong(text);
            if (height >= 0) {
                return height;
            }
        } catch (NumberFormatException e) {
            throw new ProblemException(Problem.badRequest(name + " must be a number from 0 on, not " + text));
        }
        throw new ProblemException(Problem.badRequest(name + " must be a number from 0 on, not " + text));
    }

    static Bytes base64(String name, String text) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest(name + " must be base64: " + e.getMessage()));
        }
    }
}
