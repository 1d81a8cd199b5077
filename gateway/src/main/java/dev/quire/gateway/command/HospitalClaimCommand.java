package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.client.ClaimForm;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital claim FORM}. */
@Command(
        name = "claim",
        description = {
            "Hand a file over to its patient, who brings a form.",
            "The form is made by quire health patient claim. By taking it the hospital",
            "says that it knows who this is."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health hospital claim ben.claim --profile net/hospital-0"})
final class HospitalClaimCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FORM", description = "the patient's form")
    private Path file;

    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        ClaimForm form = FormFile.read(file, FormJson::readClaim);
        try (HospitalDesk desk = options.open()) {
            output.print(Rows.receipt(Failures.done(desk.hospital().claim(form)))
                    .put("subject", form.sid().toHex()));
        }
        output.remark(
                "Once the patient has done quire health patient takeover: quire health hospital reseal " + form.sid());
        return ExitCode.OK;
    }
}
