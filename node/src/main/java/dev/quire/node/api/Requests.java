package dev.quire.node.api;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the parts of a request, or ends it with a problem that says what was wrong. */
final class Requests {
    private static final int MAX_QUOTED = 80;
    private static final Pattern BAD_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private Requests() {}

    /** A handler of requests with no query parameters but these, each at most once: a misspelled one shall not be ignored. */
    static Handler with(Handler handler, String... queryParameters) {
        List<String> known = List.of(queryParameters);
        return context -> {
            String query = context.queryString();
            if (query != null && BAD_PERCENT.matcher(query).find()) {
                throw bad("the query has a '%' that no two hexadecimal digits follow");
            }
            for (Map.Entry<String, List<String>> parameter :
                    context.queryParamMap().entrySet()) {
                if (!known.contains(parameter.getKey())) {
                    throw bad("unknown query parameter " + quoted(parameter.getKey()) + "; there may be " + known);
                }
                if (parameter.getValue().size() > 1) {
                    throw bad("query parameter " + parameter.getKey() + " stands there more than once");
                }
            }
            handler.handle(context);
        };
    }

    static ProblemException bad(String detail) {
        return new ProblemException(Problem.badRequest(detail));
    }

    /** What the client sent, short enough to be sent back. */
    static String quoted(String text) {
        return "'" + (text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text) + "'";
    }

    static Hash hash(Context context, String parameter) {
        Bytes bytes = hex(context, parameter);
        if (bytes.size() != Hash.SIZE) {
            throw bad(parameter + " must have 64 hexadecimal digits");
        }
        return Hash.of(bytes);
    }

    static Bytes hex(Context context, String parameter) {
        return hex(parameter, context.pathParam(parameter));
    }

    static Bytes hex(String parameter, String text) {
        try {
            return Bytes.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw bad(parameter + " must be hexadecimal: " + e.getMessage());
        }
    }

    static long height(String name, String text) {
        // Long.parseLong alone would take a sign and the digits of other scripts.
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw bad(name + " must be an integer from 0 on, not " + quoted(text));
    }

    /** The query parameter's value, one of {@code allowed}; the first of them where the request has none. */
    static String choice(Context context, String parameter, String... allowed) {
        String text = context.queryParam(parameter);
        return text == null ? allowed[0] : choice(parameter, text, allowed);
    }

    static String choice(String name, String text, String... allowed) {
        if (!List.of(allowed).contains(text)) {
            throw bad(name + " must be " + String.join(" or ", allowed) + ", not " + quoted(text));
        }
        return text;
    }

    static Bytes base64(String name, String text) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw bad(name + " must be base64: " + e.getMessage());
        }
    }

    /** Does the client take an answer of this media type? The range that fits best decides (RFC 9110, section 12.5.1). */
    static boolean accepts(Context context, String mediaType) {
        String accept = String.join(",", Collections.list(context.req().getHeaders("Accept")));
        if (accept.isBlank()) {
            return true;
        }
        Map<String, Boolean> ranges = new TreeMap<>();
        for (String range :
                accept.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(",", -1)) {
            ranges.put(range.split(";", 2)[0], !range.matches(".*;q=0(\\.0*)?(;.*)?"));
        }
        String anySubtype = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
        return ranges.getOrDefault(mediaType, ranges.getOrDefault(anySubtype, ranges.getOrDefault("*/*", false)));
    }
}
