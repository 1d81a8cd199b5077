package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import dev.quire.health.Scope;
import dev.quire.health.client.Clinician;
import dev.quire.health.client.OpenRecords;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health clinician read --grant GRANT [RECORD...] --out PATH}. */
@Command(
        name = "read",
        description = {
            "Open records under a permission, or essentials in an emergency.",
            "The patient sees it in the access log, whether it was permitted or not."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health clinician read --grant 9a7e0c4d5f2b4b1f8c3d6e1a0b9c8d7e \\",
            "    --profile net/hospital-1 --out seen"
        })
final class ClinicianReadCommand implements Callable<Integer> {
    /** On what it is based. */
    private static final class Basis {
        @Option(
                names = "--grant",
                paramLabel = "ID",
                converter = IdConverter.class,
                description = "the patient's permission")
        private @Nullable Id grant;

        @Option(
                names = "--emergency",
                paramLabel = "ID",
                converter = IdConverter.class,
                description = "the emergency: quire health clinician break-glass")
        private @Nullable Id emergency;
    }

    @ArgGroup(multiplicity = "1")
    private Basis basis;

    @Parameters(
            arity = "0..50",
            paramLabel = "RECORD",
            converter = IdConverter.class,
            description = "ids; default: all that the permission covers, 50 at most")
    private List<Id> records = List.of();

    @Mixin
    private ClinicianOptions options;

    @Option(
            names = "--purpose",
            paramLabel = "WHY",
            defaultValue = "TREAT",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private Purpose purpose;

    @Option(names = "--keep", description = "to be kept in your own system, where the patient allowed that")
    private boolean keep;

    @Mixin
    private PlaintextFiles files;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        files.requireUsable(records);
        try (ClinicianOptions.Session session = options.open();
                OpenRecords open = Failures.done(open(session.clinician()))) {
            return files.write(open, Rows.plain(session.names()), output);
        }
    }

    private CompletableFuture<OpenRecords> open(Clinician clinician) throws IOException {
        if (basis.emergency != null) {
            if (records.isEmpty()) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "it is not said which essentials",
                        "Name the records that quire health clinician break-glass showed");
            }
            return clinician.readInEmergency(basis.emergency, records);
        }
        Id grant = basis.grant;
        if (grant == null) {
            throw new CommandException(ExitCode.USAGE, "no permission is named", "Name it with --grant");
        }
        List<Id> wanted = records.isEmpty() ? covered(clinician, grant) : records;
        return keep ? clinician.deliver(grant, wanted, purpose) : clinician.read(grant, wanted, purpose);
    }

    private static List<Id> covered(Clinician clinician, Id grant) throws IOException {
        List<Id> covered = Failures.done(clinician.recordsOf(grant)).stream()
                .filter(record -> record.status() == RecordStatus.ACTIVE)
                .map(RecordEntry::rid)
                .toList();
        if (covered.isEmpty() || covered.size() > Scope.MAX_RECORDS) {
            throw new CommandException(
                    ExitCode.NO,
                    "the permission covers " + covered.size() + " records, and 1 to " + Scope.MAX_RECORDS
                            + " are read at a time",
                    "Name those that you need: quire health clinician records --grant " + grant);
        }
        return covered;
    }
}
