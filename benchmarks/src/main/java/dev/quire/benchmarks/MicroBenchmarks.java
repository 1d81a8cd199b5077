package dev.quire.benchmarks;

import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The JMH classes of this package, with settings that keep the whole run short. */
final class MicroBenchmarks {
    /** How long each benchmark runs; zero forks run it in this JVM, which is for trying it out only. */
    record Settings(int forks, int warmUps, int iterations, long millis) {
        static final Settings QUICK = new Settings(1, 2, 3, 500);
        static final Settings FULL = new Settings(2, 3, 5, 1_000);

        @Override
        public String toString() {
            return forks + " forks, " + warmUps + " warm-ups and " + iterations + " iterations of " + millis + " ms";
        }
    }

    private MicroBenchmarks() {}

    /** @param include a regular expression that chooses benchmarks by name */
    static Collection<RunResult> run(String include, Settings settings, Path json) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(settings.millis());
        return new Runner(new OptionsBuilder()
                        .include(include)
                        .forks(settings.forks())
                        .warmupIterations(settings.warmUps())
                        .warmupTime(time)
                        .measurementIterations(settings.iterations())
                        .measurementTime(time)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .resultFormat(ResultFormatType.JSON)
                        .result(json.toString())
                        .build())
                .run();
    }
}
