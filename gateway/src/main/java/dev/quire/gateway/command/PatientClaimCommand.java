package dev.quire.gateway.command;

import dev.quire.health.client.ClaimForm;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health patient claim --out FORM}. */
@Command(
        name = "claim",
        description = {
            "Make the form with which a hospital hands your file over.",
            "It is for who has a file that a hospital has opened. It holds no secret."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient claim --profile ben --out ben.claim"})
final class PatientClaimCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Option(names = "--out", required = true, paramLabel = "FORM", description = "a new file, for the hospital")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        FormFile.requireNew(out);
        try (PatientOptions.Session session = options.open()) {
            ClaimForm form = Failures.done(session.patient().claimForm());
            FormFile.write(out, FormJson.write(form));
            output.print(Rows.object()
                    .put("form", out.toString())
                    .put("subject", form.sid().toHex()));
        }
        output.remark("Give it to the hospital: quire health hospital claim " + out);
        output.remark("Then make the file's keys your own: quire health patient takeover");
        return ExitCode.OK;
    }
}
