package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.client.Proven;
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
            Proven<CompartmentEntry> parts = Failures.done(session.patient().compartments());
            ObjectNode answer = session.answer(parts.height());
            ArrayNode rows = answer.putArray("groups");
            for (CompartmentEntry part : parts.entries()) {
                rows.addObject()
                        .put(
                                "group",
                                session.groups().cids().containsValue(part.cid())
                                        ? session.groups().name(part.cid())
                                        : "")
                        .put("compartment", part.cid().toHex())
                        .put("emergency", part.emergency());
            }
            output.print(answer);
        }
        return ExitCode.OK;
    }
}
