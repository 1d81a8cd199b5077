package dev.quire.gateway.command;

import dev.quire.health.Grantee;
import dev.quire.health.Id;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether a permission or denial is about a whole hospital or about one person there. */
final class PersonOption {
    @Option(
            names = "--person",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "only this person there; default: everyone who works there")
    private Optional<Id> person = Optional.empty();

    Grantee at(Id orgId) {
        return grantee(orgId, person);
    }

    static Grantee grantee(Id orgId, Optional<Id> person) {
        return person.isPresent() ? new Grantee.Person(orgId, person.get()) : new Grantee.Organisation(orgId);
    }
}
