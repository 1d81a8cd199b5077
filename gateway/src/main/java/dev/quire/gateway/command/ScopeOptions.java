package dev.quire.gateway.command;

import dev.quire.health.CompartmentEntry;
import dev.quire.health.Id;
import dev.quire.health.Scope;
import dev.quire.health.client.Patient;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Which records a permission or denial is about. */
final class ScopeOptions {
    @Option(names = "--all", description = "all parts of the file")
    private boolean all;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            split = ",",
            description = "a part, as you called it when the file was opened; may be repeated")
    private List<String> groups = List.of();

    @Option(
            names = "--compartment",
            paramLabel = "ID",
            split = ",",
            converter = IdConverter.class,
            description = "a part by its id; may be repeated")
    private List<Id> compartments = List.of();

    @Option(
            names = "--record",
            paramLabel = "ID",
            split = ",",
            converter = IdConverter.class,
            description = "a single record; may be repeated, 50 times at most")
    private List<Id> records = List.of();

    /** Empty: nothing was named. */
    Optional<Scope> scope(Groups known, Patient patient) throws IOException {
        boolean parts = all || !groups.isEmpty() || !compartments.isEmpty();
        if (parts && !records.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "single records and whole parts cannot be named together",
                    "Give two permissions: one with --record, one with --group");
        }
        if (records.size() > Scope.MAX_RECORDS) {
            throw new CommandException(
                    ExitCode.USAGE, records.size() + " records are too many", "Name " + Scope.MAX_RECORDS + " at most");
        }
        if (!records.isEmpty()) {
            return Optional.of(new Scope.Records(ascending(records)));
        }
        return parts ? Optional.of(new Scope.Compartments(ascending(cids(known, patient)))) : Optional.empty();
    }

    private List<Id> cids(Groups known, Patient patient) throws IOException {
        List<Id> cids = new ArrayList<>(compartments);
        for (String group : groups) {
            cids.add(known.cid(group));
        }
        if (all) {
            Failures.done(patient.compartments()).entries().stream()
                    .map(CompartmentEntry::cid)
                    .forEach(cids::add);
        }
        return cids;
    }

    static List<Id> ascending(Collection<Id> ids) {
        return List.copyOf(new TreeSet<>(ids));
    }

    static CommandException missing() {
        return new CommandException(
                ExitCode.USAGE,
                "it is not said which records",
                "Name parts with --group, single records with --record, or --all");
    }
}
