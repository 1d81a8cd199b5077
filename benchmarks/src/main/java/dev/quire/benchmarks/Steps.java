package dev.quire.benchmarks;

import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on stderr how far a run is, with a bar. For terminals only. */
final class Steps implements Consumer<String>, AutoCloseable {
    private static final int INTERVAL_MILLIS = 500;
    /** Fits any terminal. To ask this one how wide it is would take native code, which the JVM warns of. */
    private static final int WIDTH = 79;

    private final ProgressBar bar;
    private boolean begun;

    Steps(int total) {
        bar = new ProgressBarBuilder()
                .setTaskName("Measuring")
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build();
    }

    /** A step begins, so the one before it is done. */
    @Override
    public void accept(String step) {
        if (begun) {
            bar.step();
        }
        begun = true;
        bar.setExtraMessage(" " + step);
    }

    @Override
    public void close() {
        bar.close();
    }
}
