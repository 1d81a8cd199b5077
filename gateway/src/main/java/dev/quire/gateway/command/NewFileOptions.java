package dev.quire.gateway.command;

import dev.quire.codec.Bytes;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.SubjectCommand;
import dev.quire.health.client.LabelGroup;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** The parts of a new file, and what an emergency may do. */
final class NewFileOptions {
    private static final int MAX_GROUP_SIZE = 64;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            split = ",",
            description =
                    "a part of the file that is allowed as one; may be repeated. Default: clinical, identity, billing")
    private List<String> groups = List.of("clinical", "identity", "billing");

    @Option(
            names = "--essentials",
            paramLabel = "NAME",
            defaultValue = "essentials",
            description = "the part that an emergency opens; default: ${DEFAULT-VALUE}")
    private String essentials;

    @Option(names = "--no-emergency", description = "nothing at all is opened in an emergency")
    private boolean noEmergency;

    DefaultPolicy policy() {
        return noEmergency ? DefaultPolicy.DENY : DefaultPolicy.BREAK_GLASS_ONLY;
    }

    List<LabelGroup> groups() {
        TreeSet<String> names = new TreeSet<>(groups);
        names.remove(essentials);
        List<LabelGroup> all = new ArrayList<>();
        all.add(new LabelGroup(essentials, true));
        names.forEach(name -> all.add(new LabelGroup(name, false)));
        boolean nameless = all.stream()
                .anyMatch(group ->
                        group.name().isBlank() || Bytes.utf8(group.name()).size() > MAX_GROUP_SIZE);
        if (nameless || all.size() > SubjectCommand.MAX_COMPARTMENTS) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "a file has at most " + SubjectCommand.MAX_COMPARTMENTS + " parts, with names of 1 to "
                            + MAX_GROUP_SIZE + " bytes",
                    "Name parts as in --group clinical,billing");
        }
        return all;
    }
}
