package dev.quire.gateway.command;

import dev.quire.health.DefaultPolicy;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health patient policy deny|break-glass-only}. */
@Command(
        name = "policy",
        description = {
            "Say what an emergency opens.",
            "deny: nothing. break-glass-only: the essentials, as long as no denial speaks against it."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient policy deny --profile ana"})
final class PatientPolicyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "POLICY", converter = PolicyConverter.class, description = "deny or break-glass-only")
    private DefaultPolicy policy;

    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            Receipt receipt = Failures.done(session.patient().setPolicy(policy));
            output.print(Rows.receipt(receipt)
                    .put("subject", session.patient().sid().toHex())
                    .put("policy", policy.name()));
        }
        return ExitCode.OK;
    }
}
