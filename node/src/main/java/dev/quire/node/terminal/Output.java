package dev.quire.node.terminal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code -o} and what it decides: people get a table, programs one JSON object. */
public final class Output {
    /** The forms of output; lower case, as they are typed. */
    public enum Form {
        table,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table for people or json for programs; default: ${DEFAULT-VALUE}")
    private Form form = Form.table;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Prints the answer of a command on standard output. */
    public void print(ObjectNode answer) {
        PrintWriter out = command.commandLine().getOut();
        if (form == Form.json) {
            out.println(answer);
        } else {
            out.print(TextView.of(answer));
        }
        out.flush();
    }

    /** Tells people what is going on, on standard error. */
    public void remark(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(Printable.lines(line));
        err.flush();
    }
}
