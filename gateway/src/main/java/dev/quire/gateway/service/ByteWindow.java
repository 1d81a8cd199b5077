package dev.quire.gateway.service;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes are asked for (RFC 9110, section 14): one range, or all.
 *
 * @param from inclusive
 * @param to exclusive
 */
record ByteWindow(long from, long to, boolean isPart) {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");

    static ByteWindow all(long length) {
        return new ByteWindow(0, length, false);
    }

    /** Empty if the range is not within {@code length} bytes, or of a form that is not served. */
    static Optional<ByteWindow> parse(@Nullable String range, long length) {
        if (range == null) {
            return Optional.of(all(length));
        }
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long from = Long.parseLong(matcher.group(1));
        long to = matcher.group(2).isEmpty() ? length : Long.parseLong(matcher.group(2)) + 1;
        return from < to && to <= length ? Optional.of(new ByteWindow(from, to, true)) : Optional.empty();
    }

    String contentRange(long length) {
        return "bytes " + from + "-" + (to - 1) + "/" + length;
    }
}
