package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.health.Scope;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Parts of a file, or single records of it, by their ids: mixed into all that asks for them or allows them. */
final class PartOptions {
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
            description = "a single record; may be repeated, " + Scope.MAX_RECORDS + " times at most")
    private List<Id> records = List.of();

    /**
     * Looked at before anybody is asked for anything.
     *
     * @param moreParts are some named in another way?
     */
    void requireUsable(boolean moreParts) {
        if (!records.isEmpty() && (moreParts || !compartments.isEmpty())) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "single records and whole parts cannot be named together",
                    "Do it twice: once with --record, once with parts");
        }
        if (records.size() > Scope.MAX_RECORDS) {
            throw new CommandException(
                    ExitCode.USAGE, records.size() + " records are too many", "Name " + Scope.MAX_RECORDS + " at most");
        }
    }

    /** Empty: nothing was named. */
    Optional<Scope> scope(Collection<Id> moreParts) {
        if (!records.isEmpty()) {
            return Optional.of(new Scope.Records(ascending(records)));
        }
        List<Id> parts = new ArrayList<>(compartments);
        parts.addAll(moreParts);
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Scope.Compartments(ascending(parts)));
    }

    static List<Id> ascending(Collection<Id> ids) {
        return List.copyOf(new TreeSet<>(ids));
    }
}
