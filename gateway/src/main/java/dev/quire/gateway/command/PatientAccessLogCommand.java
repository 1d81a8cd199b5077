package dev.quire.gateway.command;

import dev.quire.health.AccessEntry;
import dev.quire.health.Id;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Proven;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
            Map<Id, String> people = withNames ? people(session.patient(), log.entries()) : Map.of();
            output.print(session.list(
                    "accesses",
                    log,
                    access -> session.rows()
                            .access(
                                    access,
                                    access.request().pracId().flatMap(id -> Optional.ofNullable(people.get(id))))));
        }
        return ExitCode.OK;
    }

    /** Whose cards the patient was shown, by their ids. */
    private static Map<Id, String> people(Patient patient, List<AccessEntry> log) throws IOException {
        Map<Id, String> people = new TreeMap<>();
        Set<Id> asked = new TreeSet<>();
        for (AccessEntry access : log) {
            Optional<Id> pracId = access.request().pracId();
            if (access.orgId().isPresent() && pracId.isPresent() && asked.add(pracId.get())) {
                Failures.done(patient.card(access.orgId().get(), pracId.get()))
                        .ifPresent(card -> people.put(pracId.get(), card.name()));
            }
        }
        return people;
    }
}
