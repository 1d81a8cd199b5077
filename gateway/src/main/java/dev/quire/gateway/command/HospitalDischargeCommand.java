package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.Id;
import dev.quire.health.client.Discharged;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital discharge VISIT}. */
@Command(
        name = "discharge",
        description = "Say that a visit is over: the permissions for it end, 64 in a transaction.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health hospital discharge c4d9a1e27f5b4c83a0d6b2e1f7a89c35 \\",
            "    --profile net/hospital-1"
        })
final class HospitalDischargeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "VISIT",
            converter = IdConverter.class,
            description = "as quire health clinician request --new-visit has drawn it")
    private Id visit;

    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (HospitalDesk desk = options.open()) {
            Discharged discharged = Failures.done(desk.hospital().discharge(visit));
            output.print(
                    Rows.receipt(discharged.receipts().get(discharged.receipts().size() - 1))
                            .put("visit", visit.toHex())
                            .put("transactions", discharged.receipts().size())
                            .put("all", discharged.all()));
        }
        return ExitCode.OK;
    }
}
