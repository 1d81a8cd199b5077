package dev.quire.gateway.command;

import dev.quire.health.Grantee;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import dev.quire.health.client.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** For how long, and for what. */
final class PeriodOptions {
    /** Blocks are a little behind this clock: what is allowed now holds in the next one. */
    private static final Duration BEFORE = Duration.ofMinutes(1);

    @Option(
            names = "--for",
            required = true,
            paramLabel = "TIME",
            converter = LastingConverter.class,
            description = "how long from now, such as 30m, 1h or 7d")
    private Duration lasting;

    @Option(
            names = "--purpose",
            paramLabel = "WHY",
            split = ",",
            description =
                    "why they may read: ${COMPLETION-CANDIDATES}; may be repeated. Default: TREAT, or what was asked"
                            + " for")
    private Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);

    /** @param otherwise why they may read, where that is not named */
    Permission permission(Grantee grantee, Scope what, Purpose otherwise) {
        Instant now = Instant.now();
        return Permission.toTreat(grantee, what, now.minus(BEFORE), now.plus(lasting))
                .withPurposes(purposes.isEmpty() ? EnumSet.of(otherwise) : EnumSet.copyOf(purposes));
    }
}
