package dev.quire.node.terminal;

import dev.quire.Progress;
import java.io.IOException;
import java.util.Optional;
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

    /** One that has two parts, the first of which may be left out. */
    @FunctionalInterface
    public interface TwoPartTask<T> {
        T run(Progress first, Progress second) throws IOException;
    }

    /** Counts in blocks. */
    public static <T> T ofBlocks(String name, Task<T> task) throws IOException {
        try (Shown bar = new Shown(name, Unit.BLOCKS)) {
            bar.at(0, 0);
            return task.run(bar::at);
        }
    }

    /** Counts in MiB; the task counts in bytes. */
    public static <T> T ofBytes(String name, Task<T> task) throws IOException {
        try (Shown bar = new Shown(name, Unit.MEBIBYTES)) {
            bar.at(0, 0);
            return task.run(bar::at);
        }
    }

    /** One bar in MiB, if the first part takes place; then one in blocks. */
    public static <T> T ofBytesThenBlocks(String bytes, String blocks, TwoPartTask<T> task) throws IOException {
        try (Shown first = new Shown(bytes, Unit.MEBIBYTES);
                Shown second = new Shown(blocks, Unit.BLOCKS)) {
            return task.run(first::at, (done, of) -> {
                first.end();
                second.at(done, of);
            });
        }
    }

    private enum Unit {
        BLOCKS(" blocks", 1),
        MEBIBYTES(" MiB", 1 << 20);

        private final String label;
        private final long size;

        Unit(String label, long size) {
            this.label = label;
            this.size = size;
        }
    }

    /** There from the first word of progress on. */
    private static final class Shown implements AutoCloseable {
        private final String name;
        private final Unit unit;
        private Optional<ProgressBar> bar = Optional.empty();

        Shown(String name, Unit unit) {
            this.name = name;
            this.unit = unit;
        }

        void at(long done, long of) {
            if (!Boolean.getBoolean(TERMINAL)) {
                return;
            }
            if (bar.isEmpty()) {
                bar = Optional.of(new ProgressBarBuilder()
                        .setTaskName(name)
                        .setUnit(unit.label, unit.size)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(INTERVAL_MILLIS)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                        .build());
            }
            if (of > 0) {
                bar.get().maxHint(of);
            }
            bar.get().stepTo(done);
        }

        void end() {
            bar.ifPresent(ProgressBar::close);
        }

        @Override
        public void close() {
            end();
        }
    }
}
