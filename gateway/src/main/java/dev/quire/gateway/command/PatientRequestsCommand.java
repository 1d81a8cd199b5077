package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.client.AccessRequest;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health patient requests}. */
@Command(
        name = "requests",
        description = "Show who asks for permission to read, and who asked before.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient requests --profile ana"})
final class PatientRequestsCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            List<AccessRequest> requests = Failures.done(session.patient().requests());
            ObjectNode answer =
                    Rows.object().put("subject", session.patient().sid().toHex());
            ArrayNode rows = answer.putArray("requests");
            for (AccessRequest request : requests) {
                ObjectNode row = session.rows().request(request.entry());
                row.put("name", request.card().map(PractitionerCard::name).orElse("(no card that holds)"));
                row.put("role", request.card().map(PractitionerCard::role).orElse(""));
                rows.add(row);
            }
            output.print(answer);
        }
        return ExitCode.OK;
    }
}
