package dev.quire.gateway.command;

import dev.quire.health.Grantee;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Permission;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
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
            description = "how long from now, such as 30m, 1h or 7d; 366d at most unless the members have set it")
    private Duration lasting;

    @Option(
            names = "--purpose",
            paramLabel = "WHY",
            split = ",",
            description =
                    "why they may read: ${COMPLETION-CANDIDATES}; may be repeated. Default: TREAT, or what was asked"
                            + " for")
    private Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);

    /**
     * What the patient allows, or forbids.
     *
     * @param otherwise why they may read, where that is not named
     */
    Permission permission(Patient patient, Grantee grantee, Scope what, Purpose otherwise) throws IOException {
        int maxDays = Failures.done(patient.parameters()).maxGrantDays();
        Duration longest = Duration.ofDays(maxDays);
        if (lasting.compareTo(longest) > 0) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--for is too long: the members of this network allow " + maxDays + " days at most",
                    "Give --for " + maxDays + "d or less");
        }
        Instant now = Instant.now();
        Instant from = now.minus(BEFORE);
        Instant until = now.plus(lasting);
        Instant last = from.plus(longest);
        return Permission.toTreat(grantee, what, from, until.isAfter(last) ? last : until)
                .withPurposes(purposes.isEmpty() ? EnumSet.of(otherwise) : EnumSet.copyOf(purposes));
    }
}
