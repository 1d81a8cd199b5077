package dev.quire.gateway.command;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long something lasts: a number and one of s, m, h, d and w, as in 30m or 7d. */
final class LastingConverter implements ITypeConverter<Duration> {
    private static final String FORM = "[1-9][0-9]{0,5}[smhdw]";
    /** A hundred years: more than a ledger takes, and no more than its times can tell. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public Duration convert(String text) {
        if (!text.matches(FORM)) {
            throw new TypeConversionException("'" + text + "' is no time such as 30m, 1h or 7d");
        }
        Duration lasting =
                unit(text.charAt(text.length() - 1)).multipliedBy(Long.parseLong(text, 0, text.length() - 1, 10));
        if (lasting.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + text + "' is longer than a hundred years");
        }
        return lasting;
    }

    private static Duration unit(char letter) {
        return switch (letter) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }
}
