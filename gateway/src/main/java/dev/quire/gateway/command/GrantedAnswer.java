package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.Id;
import dev.quire.health.client.Granted;
import dev.quire.node.terminal.Output;
import java.util.stream.Collectors;

/** What is said of a permission that is on the ledger. */
final class GrantedAnswer {
    private GrantedAnswer() {}

    static void print(Granted granted, Rows rows, Output output) {
        ObjectNode answer = Rows.object()
                .put("grant", granted.gid().toHex())
                .put("transaction", granted.receipt().transaction().id().toHex())
                .put("sealed", granted.sealed());
        answer.set("unsealed", Rows.ids(granted.unsealed()));
        rows.addFaults(answer, granted.faults());
        output.print(answer);
        if (!granted.unsealed().isEmpty()) {
            output.remark("Not all could be sealed. Later: quire health patient sync " + granted.gid() + " --record "
                    + granted.unsealed().stream().map(Id::toHex).collect(Collectors.joining(",")));
        }
        output.remark("End it: quire health patient revoke " + granted.gid());
    }
}
