package dev.quire.node.conformance;

import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.LineReader;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quire conformance}. */
@Command(
        name = "conformance",
        description = "Read one JSON question per line from standard input, write one verdict per line.",
        mixinStandardHelpOptions = true)
public final class ConformanceCommand implements Callable<Integer> {
    private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        // Standard input itself: System.in is a second buffer with a lock.
        answer(
                new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16),
                command.commandLine().getOut());
        return ExitCode.OK;
    }

    static void answer(InputStream in, PrintWriter out) throws IOException {
        Verdicts verdicts = new Verdicts();
        LineReader lines = new LineReader(in, MAX_LINE_BYTES);
        Optional<LineReader.Line> line = lines.next();
        while (line.isPresent()) {
            out.println(
                    line.get().tooLong()
                            ? Verdicts.error("the line is longer than " + MAX_LINE_BYTES + " bytes")
                            : verdicts.on(line.get().bytes()));
            // Whoever asks may wait for this verdict before the next question.
            out.flush();
            line = lines.next();
        }
    }
}
