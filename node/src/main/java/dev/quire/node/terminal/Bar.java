package dev.quire.node.terminal;

import dev.quire.Progress;
import java.io.IOException;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error, if people look at it; programs get none. The launcher says who looks: Java knows of
 * standard input and output only whether they are a terminal.
 */
public final class Bar {
    private static final int INTERVAL_MILLIS = 500;
    /** Fits any terminal. To ask this one how wide it is would take native code, which the JVM warns of. */
    private static final int WIDTH = 79;

    private static final String TERMINAL = "quire.terminal";

    private Bar() {}

    /** A long task that tells how far it has got. */
    @FunctionalInterface
    public interface Task<T> {
        T run(Progress progress) throws IOException;
    }

    /** Counts in blocks. */
    public static <T> T ofBlocks(String name, Task<T> task) throws IOException {
        return show(name, " blocks", 1, task);
    }

    /** Counts in MiB; the task counts in bytes. */
    public static <T> T ofBytes(String name, Task<T> task) throws IOException {
        return show(name, " MiB", 1 << 20, task);
    }

    private static <T> T show(String name, String unit, long unitSize, Task<T> task) throws IOException {
        if (!Boolean.getBoolean(TERMINAL)) {
            return task.run((done, of) -> {});
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setUnit(unit, unitSize)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build()) {
            return task.run((done, of) -> {
                bar.maxHint(of);
                bar.stepTo(done);
            });
        }
    }
}
