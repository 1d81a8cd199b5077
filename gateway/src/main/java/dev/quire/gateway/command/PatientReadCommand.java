package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.health.client.OpenRecords;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health patient read RECORD... --out PATH}. */
@Command(
        name = "read",
        description = "Read your own records. That stands in the access log, like any other reading.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health patient read 3f0c5b7be8a94d21b6a4f1de0c7a9e55 \\",
            "    --profile ana --out letter.pdf"
        })
final class PatientReadCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..50",
            paramLabel = "RECORD",
            converter = IdConverter.class,
            description = "ids, as quire health patient records shows them")
    private List<Id> records = List.of();

    @Mixin
    private PatientOptions options;

    @Mixin
    private PlaintextFiles files;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        files.requireUsable(records);
        try (PatientOptions.Session session = options.open();
                OpenRecords open = Failures.done(
                        session.patient().read(PartOptions.ascending(records)),
                        "See which records are yours: quire health patient records")) {
            return files.write(open, session.rows(), output);
        }
    }
}
