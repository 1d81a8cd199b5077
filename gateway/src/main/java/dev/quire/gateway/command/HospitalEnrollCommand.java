package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.client.EnrolmentForm;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital enroll FORM}. */
@Command(
        name = "enroll",
        description = {
            "Open a file for a patient, who brings a form.",
            "The form is made by quire health patient enroll."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health hospital enroll ana.form --profile net/hospital-0"})
final class HospitalEnrollCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FORM", description = "the patient's form")
    private Path file;

    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        EnrolmentForm form = FormFile.read(file, FormJson::readEnrolment);
        try (HospitalDesk desk = options.open()) {
            output.print(Rows.receipt(Failures.done(desk.hospital().enroll(form)))
                    .put("subject", form.sid().toHex()));
        }
        output.remark("Write to it: quire health hospital publish " + form.sid() + " --group NAME --file FILE");
        return ExitCode.OK;
    }
}
