package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.AccessEntry;
import dev.quire.health.Id;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Proven;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health patient access-log}. */
@Command(
        name = "access-log",
        description = "Show who asked to read, when and why, and what was decided: these and no others.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient access-log --profile ana --names"})
final class PatientAccessLogCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Option(names = "--names", description = "look up what people's cards say, which takes a while")
    private boolean withNames;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            Proven<AccessEntry> log = Failures.done(session.patient().accessLog());
            ObjectNode answer = session.answer(log.height());
            ArrayNode rows = answer.putArray("accesses");
            Map<Id, Optional<String>> people = new TreeMap<>();
            for (AccessEntry access : log.entries()) {
                rows.add(session.rows().access(access, person(session.patient(), access, people)));
            }
            output.print(answer);
        }
        return ExitCode.OK;
    }

    private Optional<String> person(Patient patient, AccessEntry access, Map<Id, Optional<String>> people)
            throws IOException {
        if (!withNames || access.orgId().isEmpty() || access.request().pracId().isEmpty()) {
            return Optional.empty();
        }
        Id pracId = access.request().pracId().get();
        if (!people.containsKey(pracId)) {
            people.put(
                    pracId,
                    Failures.done(patient.card(access.orgId().get(), pracId)).map(PractitionerCard::name));
        }
        return people.getOrDefault(pracId, Optional.empty());
    }
}
