package dev.quire.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.node.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** The program {@code quire} in this process. */
final class Commands {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern WORD = Pattern.compile("'[^']*'|[^ ]+");

    private Commands() {}

    /** What a command ended with and printed. */
    record Ended(int exitCode, String out, String err) {}

    static Ended run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments.toArray(String[]::new));
        return new Ended(exitCode, out.toString(), err.toString());
    }

    /** The words of a line; what stands in single quotes is one. */
    static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toList();
    }

    /** The answer of a command that ends so, for programs. */
    static JsonNode answer(int exitCode, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-o", "json"));
        Ended ended = run(all);
        assertThat(ended.exitCode()).as("%s: %s", all, ended).isEqualTo(exitCode);
        return JSON.readTree(ended.out());
    }
}
