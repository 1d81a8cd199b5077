package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.Id;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital dismiss HANDLE}. */
@Command(
        name = "dismiss",
        description = {
            "Say that somebody no longer works here, at once.",
            "Nobody reads by that person any more. The entry in hospital.properties stays."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health hospital dismiss nurse --profile net/hospital-1"})
final class HospitalDismissCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HANDLE", description = "who, as hospital.properties names the staff")
    private String handle;

    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (HospitalDesk desk = options.open()) {
            HospitalOptions.requireStaff(desk, handle);
            Id pracId = Failures.done(desk.badge(handle)).pracId();
            output.print(Rows.receipt(Failures.done(desk.administration().dismiss(pracId)))
                    .put("person", pracId.toHex()));
        }
        return ExitCode.OK;
    }
}
