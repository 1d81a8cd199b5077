package dev.quire.node.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.FileTrouble;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options {@code --out} and {@code --form}: where a receipt or proof goes, and how. */
final class ProofFile {
    /** How the file is written; lower case, as it is typed. */
    enum Form {
        binary,
        json
    }

    @Option(names = "--out", paramLabel = "FILE", description = "where to; a file there is replaced")
    private @Nullable Path file;

    @Option(
            names = "--form",
            defaultValue = "binary",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}. Verifiers read both")
    private Form form;

    /** Writes the file, if one is asked for, and gives what people are shown: the JSON form, with the file's name. */
    ObjectNode save(Proof proof) {
        ObjectNode view = view(proof);
        if (file != null) {
            Bytes bytes = form == Form.binary
                    ? proof.encoded()
                    : Bytes.utf8(JsonForm.of(proof).write() + "\n");
            write(file, bytes);
            for (String canonical : new String[] {"receipt", "stateReceipt", "headerProof"}) {
                view.remove(canonical);
            }
            view.put("file", file.toString());
        }
        return view;
    }

    static ObjectNode view(Proof proof) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(JsonForm.of(proof).write());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what this program wrote is no JSON", e);
        }
    }

    static void write(Path file, Bytes bytes) {
        try {
            Files.write(file, bytes.toArray());
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.INPUT_OUTPUT,
                    file + " cannot be written: " + FileTrouble.why(e),
                    "Name a file in a directory that is there and that this user may write, with --out");
        }
    }

    /** The receipt or proof in a file of either form. */
    static Proof read(Path path) throws IOException, MalformedException {
        return JsonForm.readFile(TrustedMembers.bytes(path, JsonForm.MAX_FILE_SIZE));
    }
}
