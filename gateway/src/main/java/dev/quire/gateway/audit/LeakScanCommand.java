package dev.quire.gateway.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.crypto.KeyFileException;
import dev.quire.health.keys.file.PassphraseFile;
import dev.quire.node.terminal.Bar;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health leak-scan --plaintext DIR --data DIR...}. */
@Command(
        name = "leak-scan",
        description = {
            "Look for patients' plaintext in everything that nodes and vaults have written.",
            "0: none found, 1: found, 2: not all of it could be read."
        },
        mixinStandardHelpOptions = true)
public final class LeakScanCommand implements Callable<Integer> {
    private static final int UNREADABLE = 2;
    /** In a URL's properties, or before its host. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)passw(or)?d\\s*=|//[^/?;]*:[^/?;]*@");

    @Option(
            names = "--plaintext",
            required = true,
            paramLabel = "DIR",
            description = "each file or directory in it is what is known of one patient")
    private Path plaintext;

    @Option(
            names = "--data",
            arity = "1..*",
            paramLabel = "DIR",
            description = "where to look: directories of nodes, vaults and logs, or files")
    private List<Path> data = List.of();

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "a database to look into, such as jdbc:postgresql://127.0.0.1/vault?user=vault")
    private List<String> databases = List.of();

    @Option(
            names = "--jdbc-password-file",
            paramLabel = "FILE",
            description = "of mode 0600; its first line is the password of what --jdbc names. Default: none")
    private Optional<Path> databasePassword = Optional.empty();

    @Option(
            names = "--baseline",
            arity = "1..*",
            paramLabel = "DIR",
            description = "what was written without these patients: what is in there is no leak")
    private List<Path> baseline = List.of();

    @Option(names = "--h2-user", paramLabel = "NAME", description = "of H2 file databases; default: ${DEFAULT-VALUE}")
    private String h2User = "vault";

    @Option(
            names = "--h2-password-file",
            paramLabel = "FILE",
            description = "of mode 0600; its first line is the password of H2 file databases. Default: none")
    private Optional<Path> h2Password = Optional.empty();

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        if (data.isEmpty() && databases.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "there is nothing to look at", "Name it with --data or --jdbc");
        }
        Stream.concat(data.stream(), baseline.stream()).forEach(LeakScanCommand::requireThere);
        if (!Files.isDirectory(plaintext)) {
            throw new CommandException(
                    ExitCode.USAGE, plaintext + " is no directory", "Name one with a file for each patient");
        }
        if (databases.stream().anyMatch(url -> PASSWORD.matcher(url).find())) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "a password stands in what --jdbc names, where others on this machine can see it",
                    "Write it into a file of mode 0600, and name that with --jdbc-password-file");
        }
        LeakScan.Request request = new LeakScan.Request(
                plaintext,
                data,
                databases,
                baseline,
                new LeakScan.Logins(h2User, password(h2Password).orElse(""), password(databasePassword)));
        LeakReport report = Bar.ofBytes("Scanning", progress -> LeakScan.run(request, progress));
        if (report.runs() == 0 && report.strings() == 0) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "nothing in " + plaintext + " belongs to one patient alone, so there is nothing to look for",
                    "Name a directory with a file for each patient");
        }
        if (report.files() == 0 && databases.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no file in " + data + ": nothing was looked at", "Name one with --data");
        }
        output.print(answer(report));
        return report.leakCount() > 0 ? ExitCode.NO : report.unreadable().isEmpty() ? ExitCode.OK : UNREADABLE;
    }

    private static void requireThere(Path path) {
        if (!Files.exists(path)) {
            throw new CommandException(ExitCode.USAGE, "there is no " + path, "Name a directory or file that is there");
        }
    }

    private static Optional<String> password(Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            char[] line = PassphraseFile.read(file.get());
            String password = new String(line);
            Arrays.fill(line, ' ');
            return Optional.of(password);
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "there is no " + e.getFile(), "Name the password's file");
        } catch (KeyFileException e) {
            throw new CommandException(
                    ExitCode.USAGE, String.valueOf(e.getMessage()), "Name a file that only you may read");
        }
    }

    private static ObjectNode answer(LeakReport report) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("clean", report.leakCount() == 0 && report.unreadable().isEmpty());
        answer.put("patients", report.patients());
        answer.put("runs", report.runs());
        answer.put("oneRunIn", report.oneRunIn());
        answer.put("strings", report.strings());
        answer.put("files", report.files());
        answer.put("bytes", report.bytes());
        answer.put("expectedInNoise", String.format(Locale.ROOT, "%.6f", report.expectedInNoise()));
        answer.put("leakCount", report.leakCount());
        ArrayNode leaks = answer.putArray("leaks");
        for (Leak leak : report.leaks()) {
            leaks.addObject()
                    .put("file", leak.file())
                    .put("store", leak.store())
                    .put("column", leak.column())
                    .put("offset", leak.offset())
                    .put("bytes", leak.bytes())
                    .put("form", leak.form())
                    .put("patient", leak.patient())
                    .put("digest", leak.digest());
        }
        ArrayNode unreadable = answer.putArray("unreadable");
        for (LeakReport.Unreadable at : report.unreadable()) {
            unreadable
                    .addObject()
                    .put("file", at.file())
                    .put("store", at.store())
                    .put("why", at.why());
        }
        return answer;
    }
}
