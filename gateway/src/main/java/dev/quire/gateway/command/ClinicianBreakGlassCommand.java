package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.EmergencyReason;
import dev.quire.health.Id;
import dev.quire.health.client.BrokenGlass;
import dev.quire.health.client.Clinician;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health clinician break-glass SUBJECT --reason WHY}. */
@Command(
        name = "break-glass",
        description = {
            "Declare an emergency: the patient cannot be asked.",
            "It opens essentials. The patient and all privacy officers see it, and it is",
            "reviewed within 72 hours."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health clinician break-glass 5e1c8b7a90d24f3cbb6a1f0e2d4c6a88 \\",
            "    --profile net/hospital-1 --reason UNCONSCIOUS"
        })
final class ClinicianBreakGlassCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SUBJECT", converter = IdConverter.class, description = "the patient's file, by its id")
    private Id subject;

    @Mixin
    private ClinicianOptions options;

    @Option(names = "--reason", required = true, paramLabel = "WHY", description = "${COMPLETION-CANDIDATES}")
    private EmergencyReason reason;

    @Option(names = "--hours", defaultValue = "2", description = "how long; default: ${DEFAULT-VALUE}")
    private int hours;

    @Option(
            names = "--second",
            paramLabel = "NAME",
            description = "who signs for it too, above the quota of the day; as hospital.properties says")
    private Optional<String> second = Optional.empty();

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (ClinicianOptions.Session session = options.open()) {
            BrokenGlass glass = breakGlass(session);
            Rows rows = Rows.plain(session.names());
            ObjectNode answer = Rows.receipt(glass.receipt());
            answer.setAll(rows.emergency(glass.emergency()));
            ArrayNode essentials = answer.putArray("essentials");
            glass.essentials().forEach(record -> essentials.add(rows.record(record)));
            rows.addFaults(answer, glass.faults());
            output.print(answer);
            output.remark("Read: quire health clinician read --emergency "
                    + glass.emergency().eid() + " RECORD... --out DIR");
        }
        return ExitCode.OK;
    }

    private BrokenGlass breakGlass(ClinicianOptions.Session session) throws IOException {
        Clinician clinician = session.clinician();
        int maxHours = Failures.done(clinician.parameters()).maxEmergencyHours();
        if (hours < 1 || hours > maxHours) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--hours " + hours + " is out of bounds: the members of this network allow 1 to " + maxHours,
                    "Give --hours " + maxHours + " or fewer; another emergency may follow");
        }
        if (second.isEmpty()) {
            return Failures.done(clinician.breakGlass(subject, reason, hours));
        }
        HospitalOptions.requireStaff(session.desk(), second.get());
        Clinician other = Failures.done(session.desk().clinician(second.get()));
        return Failures.done(clinician.breakGlass(subject, reason, hours, other));
    }
}
