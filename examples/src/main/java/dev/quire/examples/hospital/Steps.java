package dev.quire.examples.hospital;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The steps of the demo: says what happens, and in the end what held. After a step that failed the rest is not tried. */
final class Steps {
    private final PrintStream out;
    private final List<Line> lines = new ArrayList<>();
    private boolean failed;

    private record Line(String name, String state, long millis, String outcome) {}

    /** A step; returns what happened in plain words, or throws why it did not hold. */
    @FunctionalInterface
    interface Step {
        String run() throws IOException, InterruptedException;
    }

    Steps(PrintStream out) {
        this.out = out;
    }

    void run(String name, Step step) throws InterruptedException {
        if (failed) {
            lines.add(new Line(name, "not tried", 0, ""));
            return;
        }
        out.println();
        out.println("== " + (lines.size() + 1) + ". " + name);
        long startNanos = System.nanoTime();
        try {
            String outcome = step.run();
            lines.add(new Line(name, "ok", millisSince(startNanos), outcome));
            say(outcome);
        } catch (IOException | RuntimeException e) {
            failed = true;
            lines.add(new Line(name, "FAILED", millisSince(startNanos), String.valueOf(e.getMessage())));
            say("FAILED: " + e);
        }
    }

    void say(String text) {
        text.lines().forEach(line -> out.println("   " + line));
    }

    boolean allHeld() {
        return !failed;
    }

    void printSummary() {
        out.println();
        out.println("== Summary");
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            out.printf("%3d  %-9s %6.1f s  %s%n", i + 1, line.state(), line.millis() / 1000.0, line.name());
            if (line.state().equals("FAILED")) {
                out.println("     " + line.outcome());
            }
        }
        out.println();
        out.println(failed ? "A step did not hold." : "Every step held.");
    }

    /** Fails the step with {@code message} unless it holds. */
    static void require(boolean holds, String message) throws IOException {
        if (!holds) {
            throw new IOException(message);
        }
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
