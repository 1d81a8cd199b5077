package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.health.ReadingCommand.RequestAccess;
import dev.quire.health.RequestEntry;
import dev.quire.health.Scope;
import dev.quire.health.client.AccessRequest;
import dev.quire.health.client.Permission;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health patient answer REQUEST --for TIME}. */
@Command(
        name = "answer",
        description = {
            "Allow what somebody asked for: all of it, or less.",
            "It is for who asked, for that purpose, and ends with the visit."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health patient answer 61d2f1a07c2b4c0e9f3e5d8a1b7c4f60 \\",
            "    --profile ana --group clinical --for 1h"
        })
final class PatientAnswerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REQUEST", converter = IdConverter.class, description = "its id: patient requests")
    private Id request;

    @Mixin
    private PatientOptions options;

    @Mixin
    private ScopeOptions scope;

    @Option(names = "--whole-hospital", description = "for everyone who works there, not only who asked")
    private boolean wholeHospital;

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
            RequestEntry asked = Failures.done(session.patient().requests()).stream()
                    .map(AccessRequest::entry)
                    .filter(entry -> entry.qid().equals(request))
                    .findFirst()
                    .orElseThrow(() -> new CommandException(
                            ExitCode.NO,
                            "nobody has asked you with the request " + request,
                            "See who has: quire health patient requests"));
            RequestAccess wanted = asked.request();
            Scope what = scope.scope(session.groups(), session.patient()).orElse(wanted.wanted());
            Optional<Id> person = wholeHospital ? Optional.empty() : Optional.of(wanted.pracId());
            Permission permission = period.permission(
                    session.patient(), PersonOption.grantee(asked.orgId(), person), what, wanted.purpose());
            if (wanted.encounterTag().isPresent()) {
                permission = permission.untilDischarge(wanted.encounterTag().get());
            }
            GrantedAnswer.print(
                    Failures.done(session.patient().answer(request, rights.addTo(permission, output))),
                    session.rows(),
                    output);
        }
        return ExitCode.OK;
    }
}
