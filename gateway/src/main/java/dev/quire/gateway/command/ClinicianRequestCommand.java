package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.Scope;
import dev.quire.health.client.Asked;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health clinician request SUBJECT}. */
@Command(
        name = "request",
        description = {
            "Ask a patient for permission to read: all parts of the file, if none is named.",
            "The patient has a day to answer, and may allow less."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health clinician request 5e1c8b7a90d24f3cbb6a1f0e2d4c6a88 \\",
            "    --profile net/hospital-1 --new-visit"
        })
final class ClinicianRequestCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "SUBJECT",
            converter = IdConverter.class,
            description = "the patient's file, by its id, as the patient tells it")
    private Id subject;

    @Mixin
    private ClinicianOptions options;

    @Mixin
    private PartOptions parts;

    @Option(
            names = "--purpose",
            paramLabel = "WHY",
            defaultValue = "TREAT",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private Purpose purpose;

    @Option(
            names = "--visit",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "of the visit with whose end the permission shall end")
    private Optional<Id> visit = Optional.empty();

    @Option(names = "--new-visit", description = "the same, with a new id that is drawn now")
    private boolean newVisit;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        parts.requireUsable(false);
        if (newVisit && visit.isPresent()) {
            throw new CommandException(
                    ExitCode.USAGE, "a visit is named, and a new one wanted too", "Give --visit or --new-visit");
        }
        try (ClinicianOptions.Session session = options.open()) {
            Optional<Id> tag = newVisit ? Optional.of(session.desk().ledger().newId()) : visit;
            Asked asked = Failures.done(session.clinician().request(subject, wanted(session), purpose, tag));
            ObjectNode answer =
                    Rows.receipt(asked.receipt()).put("request", asked.qid().toHex());
            tag.ifPresent(id -> answer.put("visit", id.toHex()));
            Rows.plain(session.names()).addFaults(answer, asked.faults());
            output.print(answer);
            output.remark("See what the patient says: quire health clinician answer " + asked.qid());
        }
        return ExitCode.OK;
    }

    private Scope wanted(ClinicianOptions.Session session) throws IOException {
        Optional<Scope> named = parts.scope(List.of());
        if (named.isPresent()) {
            return named.get();
        }
        List<Id> all = Failures.done(session.clinician().compartmentsOf(subject)).entries().stream()
                .map(CompartmentEntry::cid)
                .toList();
        if (all.isEmpty()) {
            throw new CommandException(
                    ExitCode.NO, "the ledger has no file " + subject, "Check the id with the patient");
        }
        return new Scope.Compartments(PartOptions.ascending(all));
    }
}
