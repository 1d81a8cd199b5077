package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.Id;
import dev.quire.health.RequestEntry;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health clinician answer REQUEST}. */
@Command(
        name = "answer",
        description = {"Show what a patient has said to a request.", "0: allowed, 1: declined, or nothing yet."},
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health clinician answer 61d2f1a07c2b4c0e9f3e5d8a1b7c4f60 \\",
            "    --profile net/hospital-1"
        })
final class ClinicianAnswerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REQUEST", converter = IdConverter.class, description = "its id")
    private Id request;

    @Mixin
    private ClinicianOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (ClinicianOptions.Session session = options.open()) {
            Optional<RequestEntry.Answer> answer =
                    Failures.done(session.clinician().answerTo(request));
            Optional<Id> grant = answer.flatMap(RequestEntry.Answer::gid);
            ObjectNode shown = Rows.object().put("request", request.toHex());
            shown.put("answer", answer.isEmpty() ? "NONE_YET" : grant.isPresent() ? "GRANTED" : "DECLINED");
            grant.ifPresent(gid -> shown.put("grant", gid.toHex()));
            output.print(shown);
            grant.ifPresent(gid -> output.remark("Read: quire health clinician read --grant " + gid + " --out DIR"));
            return grant.isPresent() ? ExitCode.OK : ExitCode.NO;
        }
    }
}
