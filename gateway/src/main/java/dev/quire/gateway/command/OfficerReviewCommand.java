package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health officer review EMERGENCY --justified|--not-justified}. */
@Command(
        name = "review",
        description = {
            "Say whether an emergency was justified.",
            "If not, the credential of whoever declared it is frozen."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health officer review 0d4e8f1c7b6a4e93a2c5d1f0b8e7a694 \\",
            "    --profile net/hospital-1 --justified"
        })
final class OfficerReviewCommand implements Callable<Integer> {
    /** What is said. */
    private static final class Verdict {
        @Option(names = "--justified", required = true, description = "the patient could not be asked")
        private boolean justified;

        @Option(names = "--not-justified", required = true, description = "freezes the reader's credential")
        private boolean notJustified;
    }

    @Parameters(paramLabel = "EMERGENCY", converter = IdConverter.class, description = "its id: officer reviews")
    private Id emergency;

    @ArgGroup(multiplicity = "1")
    private Verdict verdict;

    @Mixin
    private OfficerOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        boolean justified = verdict.justified && !verdict.notJustified;
        try (OfficerOptions.Session session = options.open()) {
            output.print(Rows.receipt(Failures.done(session.officer().review(emergency, justified)))
                    .put("emergency", emergency.toHex())
                    .put("justified", justified));
        }
        return ExitCode.OK;
    }
}
