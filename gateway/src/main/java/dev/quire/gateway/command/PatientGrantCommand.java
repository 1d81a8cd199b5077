package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import dev.quire.health.client.Permission;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health patient grant --to HOSPITAL --group NAME --for TIME}. */
@Command(
        name = "grant",
        description = "Allow a hospital, or one person there, to read.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health patient grant --profile ana --to 'Rural Clinic' \\",
            "    --group clinical --for 1h"
        })
final class PatientGrantCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Option(names = "--to", required = true, paramLabel = "HOSPITAL", description = "its name or id")
    private String hospital;

    @Mixin
    private PersonOption person;

    @Mixin
    private ScopeOptions scope;

    @Mixin
    private PeriodOptions period;

    @Mixin
    private RightsOptions rights;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        scope.requireUsable();
        try (PatientOptions.Session session = options.open()) {
            Id orgId = session.names().hospital(hospital);
            Scope what = scope.scope(session.groups(), session.patient()).orElseThrow(ScopeOptions::missing);
            Permission permission = period.permission(session.patient(), person.at(orgId), what, Purpose.TREAT);
            GrantedAnswer.print(
                    Failures.done(session.patient().grant(rights.addTo(permission, output))), session.rows(), output);
        }
        return ExitCode.OK;
    }
}
