package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.health.client.EnrolmentForm;
import dev.quire.health.client.LabelGroup;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health patient enroll --hospital NAME --out FORM}. */
@Command(
        name = "enroll",
        description = "Make the form with which a hospital opens your file. It holds no secret.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health patient enroll --profile ana --hospital 'City Hospital' \\",
            "    --group clinical,mind --out ana.form"
        })
final class PatientEnrollCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Option(names = "--hospital", required = true, paramLabel = "NAME", description = "its name or id")
    private String hospital;

    @Mixin
    private NewFileOptions file;

    @Option(names = "--out", required = true, paramLabel = "FORM", description = "a new file, for the hospital")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        List<LabelGroup> groups = file.groups();
        FormFile.requireNew(out);
        Groups.requireNone(options.profile().directory());
        try (PatientOptions.Session session = options.open()) {
            Id orgId = session.names().hospital(hospital);
            if (!Failures.done(session.patient().compartments()).entries().isEmpty()) {
                throw new CommandException(
                        ExitCode.NO,
                        "this file is open already",
                        "For a file at another hospital make another directory: quire health patient new DIR");
            }
            EnrolmentForm form = Failures.done(session.patient().enrolmentForm(orgId, file.policy(), groups));
            FormFile.write(out, FormJson.write(form));
            known(groups, form).write(options.profile().directory());
            output.print(Rows.object()
                    .put("form", out.toString())
                    .put("subject", form.sid().toHex())
                    .put("hospital", session.names().of(orgId)));
        }
        output.remark("Give it to the hospital: quire health hospital enroll " + out);
        return ExitCode.OK;
    }

    /** A form has the groups in the order in which they were asked for. */
    private static Groups known(List<LabelGroup> groups, EnrolmentForm form) {
        TreeMap<String, Id> cids = new TreeMap<>();
        for (int i = 0; i < groups.size(); i++) {
            cids.put(groups.get(i).name(), form.compartments().get(i).cid());
        }
        return new Groups(cids);
    }
}
