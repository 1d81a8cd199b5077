package dev.quire.gateway.command;

import dev.quire.health.EmergencyEntry;
import dev.quire.health.client.Proven;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health officer reviews}. */
@Command(
        name = "reviews",
        description = "List the emergencies that nobody has judged yet: these and no others.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health officer reviews --profile net/hospital-1"})
final class OfficerReviewsCommand implements Callable<Integer> {
    @Mixin
    private OfficerOptions options;

    @Option(names = "--hospital", paramLabel = "NAME", description = "of another hospital; default: of the own one")
    private Optional<String> hospital = Optional.empty();

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (OfficerOptions.Session session = options.open()) {
            Proven<EmergencyEntry> open = Failures.done(
                    hospital.isPresent()
                            ? session.officer().openReviewsOf(session.names().hospital(hospital.get()))
                            : session.officer().openReviews());
            Rows rows = Rows.plain(session.names());
            output.print(Rows.addAll(Rows.object(), "emergencies", open, rows::emergency));
        }
        return ExitCode.OK;
    }
}
