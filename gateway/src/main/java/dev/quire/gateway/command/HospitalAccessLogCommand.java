package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.AccessEntry;
import dev.quire.health.client.Proven;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health hospital access-log}. */
@Command(
        name = "access-log",
        description = "Show what the people of this hospital asked to read: these and no others.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health hospital access-log --profile net/hospital-1"})
final class HospitalAccessLogCommand implements Callable<Integer> {
    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (HospitalDesk desk = options.open()) {
            Proven<AccessEntry> log = Failures.done(desk.hospital().accessLog());
            Rows rows = Rows.plain(new Names(desk.network()));
            output.print(Rows.addAll(Rows.object(), "accesses", log, access -> rows.access(access, Optional.empty())));
        }
        return ExitCode.OK;
    }
}
