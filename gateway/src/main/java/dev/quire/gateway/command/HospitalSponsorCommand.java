package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.Id;
import dev.quire.health.client.LabelGroup;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health hospital sponsor --out PAPER}. */
@Command(
        name = "sponsor",
        description = {
            "Open a file for a patient who has no keys yet.",
            "It can be written to, and its essentials opened in an emergency.",
            "The patient claims it later."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health hospital sponsor --profile net/hospital-0 --out ben.paper"})
final class HospitalSponsorCommand implements Callable<Integer> {
    @Mixin
    private HospitalOptions options;

    @Mixin
    private NewFileOptions file;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PAPER",
            description = "a new file, for the patient: the id of the file and its parts")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        List<LabelGroup> groups = file.groups();
        FormFile.requireNew(out);
        try (HospitalDesk desk = options.open()) {
            Id sid = Failures.done(desk.hospital().sponsor(groups, file.policy()));
            Groups parts = new Groups(Failures.done(desk.hospital().groups(sid)));
            FormFile.write(out, new FilePaper(sid, parts).write());
            output.print(Rows.object().put("subject", sid.toHex()).put("paper", out.toString()));
            output.remark("Write to it: quire health hospital publish " + sid + " --group NAME --file FILE");
        }
        output.remark("For the patient: quire health patient new DIR --network NETWORK --from " + out);
        return ExitCode.OK;
    }
}
