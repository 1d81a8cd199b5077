package dev.quire.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Programs that run the module, as far as this machine has them. */
final class Browser {
    /** Switches that keep Chromium from asking its maker's servers anything, and let it run as root. */
    private static final List<String> CHROMIUM_SWITCHES = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // Without it the headless shell ends as soon as the page is loaded.
            "--remote-debugging-port=0");

    private static final List<String> CHROMIUMS =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

    private Browser() {}

    /** The command that opens a page; where there is no browser the test is skipped, or in CI fails. */
    static List<String> command(Path profile, String page) {
        Optional<String> own = Optional.ofNullable(System.getenv("QUIRE_BROWSER"));
        String program = own.or(() -> CHROMIUMS.stream()
                        .flatMap(name -> onPath(name).stream())
                        .findFirst())
                .orElseGet(Browser::none);
        List<String> command = new ArrayList<>(List.of(program));
        if (program.contains("firefox")) {
            command.addAll(List.of("--headless", "--no-remote", "--profile", profile.toString()));
        } else {
            command.addAll(CHROMIUM_SWITCHES);
            command.add("--user-data-dir=" + profile);
        }
        command.add(page);
        return command;
    }

    private static String none() {
        String why =
                "no browser found: install Debian's chromium-headless-shell, as ./check does, or set QUIRE_BROWSER";
        assertThat(System.getenv("CI")).as(why).isNull();
        System.out.println("skipped: " + why);
        return abort(why);
    }

    /** Where the program is, if the path has it. */
    static Optional<String> onPath(String program) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** Starts the command, which writes to {@code log}. */
    static Process start(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Ends it and what it started. */
    static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the browser ended")
                .isTrue();
    }
}
