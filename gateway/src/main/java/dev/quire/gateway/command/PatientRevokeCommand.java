package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.Id;
import dev.quire.health.client.Revoked;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health patient revoke GRANT}. */
@Command(
        name = "revoke",
        description = {
            "End a permission or denial at once.",
            "When this command has ended, nobody gets anything by it any more.",
            "May be repeated where a vault was down: the rest of its capsules goes."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health patient revoke 9a7e0c4d5f2b4b1f8c3d6e1a0b9c8d7e \\",
            "    --profile ana"
        })
final class PatientRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "GRANT", converter = IdConverter.class, description = "its id: patient grants")
    private Id grant;

    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            Revoked revoked = Failures.done(session.patient().revoke(grant));
            ObjectNode answer =
                    revoked.receipt().map(Rows::receipt).orElseGet(Rows::object).put("grant", grant.toHex());
            session.rows().addFaults(answer, revoked.faults());
            output.print(answer);
        }
        return ExitCode.OK;
    }
}
