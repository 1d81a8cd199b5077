package dev.quire.gateway.command;

import dev.quire.health.CompartmentEntry;
import dev.quire.health.Id;
import dev.quire.health.Scope;
import dev.quire.health.client.Patient;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private PartOptions parts;

    /** Looked at before anybody is asked for anything. */
    void requireUsable() {
        parts.requireUsable(all || !groups.isEmpty());
    }

    /** Empty: nothing was named. */
    Optional<Scope> scope(Groups known, Patient patient) throws IOException {
        return parts.scope(named(known, patient));
    }

    private List<Id> named(Groups known, Patient patient) throws IOException {
        List<Id> cids = new ArrayList<>();
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

    static CommandException missing() {
        return new CommandException(
                ExitCode.USAGE,
                "it is not said which records",
                "Name parts with --group, single records with --record, or --all");
    }
}
