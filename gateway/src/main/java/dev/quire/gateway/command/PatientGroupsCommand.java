package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.CompartmentEntry;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health patient groups}. */
@Command(
        name = "groups",
        description = "Show the parts of your file, each of which is allowed as one.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient groups --profile ana"})
final class PatientGroupsCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            output.print(session.list(
                    "groups", Failures.done(session.patient().compartments()), part -> row(part, session.groups())));
        }
        return ExitCode.OK;
    }

    private static ObjectNode row(CompartmentEntry part, Groups known) {
        return Rows.object()
                .put("group", known.cids().containsValue(part.cid()) ? known.name(part.cid()) : "")
                .put("compartment", part.cid().toHex())
                .put("emergency", part.emergency());
    }
}
