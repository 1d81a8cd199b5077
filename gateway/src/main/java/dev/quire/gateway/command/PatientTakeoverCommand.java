package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.Id;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health patient takeover}. */
@Command(
        name = "takeover",
        description = {
            "After a claim: replace the hospital's keys of your file by your own.",
            "May be repeated where it was broken off."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient takeover --profile ben"})
final class PatientTakeoverCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            List<Id> replaced = Failures.done(session.patient().takeOver());
            ObjectNode answer = Rows.object()
                    .put("subject", session.patient().sid().toHex())
                    .put("replaced", replaced.size());
            answer.set("compartments", Rows.ids(replaced));
            output.print(answer);
            output.remark("Have the hospital seal the records from before to your keys: quire health hospital reseal "
                    + session.patient().sid());
        }
        return ExitCode.OK;
    }
}
