package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalNetwork;
import dev.quire.health.Id;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.util.List;
import java.util.Map;

/** What people call the hospitals, whose ids the ledger knows. */
final class Names {
    private final HospitalNetwork network;

    Names(HospitalNetwork network) {
        this.network = network;
    }

    /** Its name; of a hospital that the network's file does not name, the id. */
    String of(Id orgId) {
        HospitalNetwork.Place place = network.hospitals().get(orgId);
        return place == null ? orgId.toHex() : place.name();
    }

    /** @param text a name, however its letters are written, or an id */
    Id hospital(String text) {
        if (text.matches("[0-9a-f]{32}")) {
            return Id.fromHex(text);
        }
        List<Id> found = network.hospitals().entrySet().stream()
                .filter(hospital -> hospital.getValue().name().equalsIgnoreCase(text))
                .map(Map.Entry::getKey)
                .toList();
        if (found.size() != 1) {
            List<String> names = network.hospitals().values().stream()
                    .map(HospitalNetwork.Place::name)
                    .toList();
            throw new CommandException(
                    ExitCode.USAGE,
                    found.isEmpty()
                            ? "there is no hospital '" + text + "'"
                            : "more than one hospital is called '" + text + "'",
                    "Name one of " + String.join(", ", names) + ", or give its id");
        }
        return found.get(0);
    }
}
