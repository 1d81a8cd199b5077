package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health clinician records --grant GRANT}. */
@Command(
        name = "records",
        description = "List what a permission covers; nothing is opened by this.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health clinician records --grant 9a7e0c4d5f2b4b1f8c3d6e1a0b9c8d7e \\",
            "    --profile net/hospital-1"
        })
final class ClinicianRecordsCommand implements Callable<Integer> {
    @Option(
            names = "--grant",
            required = true,
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "the permission")
    private Id grant;

    @Mixin
    private ClinicianOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (ClinicianOptions.Session session = options.open()) {
            List<RecordEntry> records = Failures.done(session.clinician().recordsOf(grant));
            Rows rows = Rows.plain(session.names());
            ObjectNode answer = Rows.object().put("grant", grant.toHex());
            ArrayNode shown = answer.putArray("records");
            records.forEach(record -> shown.add(rows.record(record)));
            output.print(answer);
        }
        return ExitCode.OK;
    }
}
