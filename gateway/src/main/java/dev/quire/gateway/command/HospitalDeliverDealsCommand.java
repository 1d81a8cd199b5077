package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.client.Fault;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health hospital deliver-deals}. */
@Command(
        name = "deliver-deals",
        description = {"Hand in once more what custodians have not receipted.", "0: all is dealt; 1: not all."},
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health hospital deliver-deals --profile net/hospital-0"})
final class HospitalDeliverDealsCommand implements Callable<Integer> {
    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (HospitalDesk desk = options.open()) {
            List<Fault> faults = Failures.done(desk.hospital().deliverDeals());
            ObjectNode answer = Rows.object().put("dealt", faults.isEmpty());
            Names names = new Names(desk.network());
            ObjectNode waiting = answer.putObject("waiting");
            desk.outbox().counts().forEach((custodian, count) -> waiting.put(names.of(custodian), count));
            Rows.plain(names).addFaults(answer, faults);
            output.print(answer);
            return faults.isEmpty() ? ExitCode.OK : ExitCode.NO;
        }
    }
}
