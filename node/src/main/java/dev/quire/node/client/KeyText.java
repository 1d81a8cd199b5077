package dev.quire.node.client;

import dev.quire.codec.Bytes;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** The option {@code --hex}: how keys of a plugin are typed. */
final class KeyText {
    @Option(names = "--hex", description = "keys are typed as hexadecimal; without it, as text")
    private boolean hex;

    /** The key's bytes as they stand in a path. */
    String inPath(String typed) {
        if (!hex) {
            return Bytes.utf8(typed).toHex();
        }
        try {
            return Bytes.fromHex(typed).toHex();
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "'" + typed + "' is not hexadecimal", "Leave --hex out to type the key as text");
        }
    }

    /** A plugin's name as it stands in a path. */
    static String plugin(String typed) {
        return URLEncoder.encode(typed, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
