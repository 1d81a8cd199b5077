package dev.quire.gateway.command;

import dev.quire.health.GrantTerms;
import dev.quire.health.Id;
import dev.quire.health.Scope;
import dev.quire.health.client.Permission;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a permission gives beyond reading what is there. */
final class RightsOptions {
    @Option(names = "--uses", paramLabel = "N", description = "ends after so many readings; default: any number")
    private Optional<Integer> uses = Optional.empty();

    @Option(names = "--include-new", description = "also what is written to these parts later")
    private boolean includeNew;

    @Option(
            names = "--may-keep",
            description = "they may take copies over: they will keep a copy in their own system; ending the permission"
                    + " does not remove it")
    private boolean mayKeep;

    @Option(
            names = "--visit",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "ends with the discharge of this visit, if not before")
    private Optional<Id> visit = Optional.empty();

    Permission addTo(Permission permission, Output output) {
        Permission more = permission;
        if (uses.isPresent()) {
            int count = uses.get();
            if (count < 1 || count > GrantTerms.MAX_USES) {
                throw usage("--uses " + count + " is out of bounds", "Give 1 to " + GrantTerms.MAX_USES);
            }
            more = more.withUses(count);
        }
        if (includeNew) {
            if (permission.scope() instanceof Scope.Records) {
                throw usage("single records include no new ones", "Name whole parts with --group for --include-new");
            }
            more = more.includingNew();
        }
        if (mayKeep) {
            output.remark("They will keep a copy in their own system; ending the permission does not remove it.");
            more = more.withCopies();
        }
        return visit.isPresent() ? more.untilDischarge(visit.get()) : more;
    }

    private static CommandException usage(String problem, String nextStep) {
        return new CommandException(ExitCode.USAGE, problem, nextStep);
    }
}
