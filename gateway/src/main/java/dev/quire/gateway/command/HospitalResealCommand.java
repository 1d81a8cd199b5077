package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.Id;
import dev.quire.health.client.Resealed;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital reseal SUBJECT}. */
@Command(
        name = "reseal",
        description = {
            "After a takeover: seal the records from before to the patient's keys.",
            "May be repeated where it was broken off. Ends with 1 where a record was left as it is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health hospital reseal 5e1c8b7a90d24f3cbb6a1f0e2d4c6a88 \\",
            "    --profile net/hospital-0"
        })
final class HospitalResealCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SUBJECT", converter = IdConverter.class, description = "the file's id")
    private Id subject;

    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (HospitalDesk desk = options.open()) {
            Resealed resealed = Failures.done(desk.hospital().reseal(subject));
            ObjectNode answer = Rows.object()
                    .put("subject", subject.toHex())
                    .put("sealed", resealed.records().size());
            answer.set("records", Rows.ids(resealed.records()));
            Rows.addLeft(answer, resealed.left());
            Rows.plain(new Names(desk.network())).addFaults(answer, resealed.faults());
            output.print(answer);
            return resealed.left().isEmpty() ? ExitCode.OK : ExitCode.NO;
        }
    }
}
