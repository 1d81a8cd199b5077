package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import dev.quire.health.client.Permission;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health patient deny --whom HOSPITAL --group NAME --for TIME}. */
@Command(
        name = "deny",
        description = "Forbid a hospital, or one person there, to read. It beats every permission.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health patient deny --profile ana --whom 'Rural Clinic' \\",
            "    --group mind --for 52w"
        })
final class PatientDenyCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Option(names = "--whom", required = true, paramLabel = "HOSPITAL", description = "its name or id")
    private String hospital;

    @Mixin
    private PersonOption person;

    @Mixin
    private ScopeOptions scope;

    @Mixin
    private PeriodOptions period;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        scope.requireUsable();
        try (PatientOptions.Session session = options.open()) {
            Id orgId = session.names().hospital(hospital);
            Scope what = scope.scope(session.groups(), session.patient()).orElseThrow(ScopeOptions::missing);
            Permission opposite = period.permission(session.patient(), person.at(orgId), what, Purpose.TREAT);
            Receipt receipt = Failures.done(session.patient().deny(opposite));
            output.print(Rows.receipt(receipt));
            output.remark("Its id is in: quire health patient grants; quire health patient revoke ends it");
        }
        return ExitCode.OK;
    }
}
