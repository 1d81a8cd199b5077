package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.Id;
import dev.quire.health.RecordKind;
import dev.quire.health.client.Hospital;
import dev.quire.health.client.NewRecord;
import dev.quire.health.client.Published;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital publish SUBJECT --group NAME --file FILE}. */
@Command(
        name = "publish",
        description = {
            "Write a record: a file of any size.",
            "It is sealed, put into two vaults, its key dealt to the custodians, and",
            "then put on the ledger."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health hospital publish 5e1c8b7a90d24f3cbb6a1f0e2d4c6a88 \\",
            "    --profile net/hospital-0 --group clinical --file letter.pdf \\",
            "    --type application/pdf"
        })
final class HospitalPublishCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SUBJECT", converter = IdConverter.class, description = "the patient's file, by its id")
    private Id subject;

    @Mixin
    private HospitalOptions options;

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "what is to be kept")
    private Path file;

    @Option(
            names = "--group",
            required = true,
            paramLabel = "NAME",
            description = "the part of the patient's file, as the patient calls it")
    private String group;

    @Option(
            names = "--kind",
            defaultValue = "DOCUMENT",
            description = "${COMPLETION-CANDIDATES}; essentials are each an ENTRY; default: ${DEFAULT-VALUE}")
    private RecordKind kind;

    @Option(
            names = "--type",
            paramLabel = "MEDIA-TYPE",
            defaultValue = "application/octet-stream",
            description = "default: ${DEFAULT-VALUE}")
    private String mediaType;

    @Option(
            names = "--about",
            paramLabel = "FILE",
            description = "properties that are sealed with it: media-type, period-start, period-end, labels, source-id")
    private Optional<Path> about = Optional.empty();

    @Option(
            names = "--corrects",
            paramLabel = "RECORD",
            converter = IdConverter.class,
            description = "the version before this one")
    private Optional<Id> corrects = Optional.empty();

    @Option(names = "--author", paramLabel = "NAME", description = "who wrote it, as hospital.properties says")
    private Optional<String> author = Optional.empty();

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        About said = about.isPresent() ? About.read(about.get(), mediaType) : About.nothingBut(mediaType);
        Failures.requireNoDirectory(file, "Name a file with --file");
        InputStream opened = Failures.ofFile(() -> Files.newInputStream(file), "Name a file with --file");
        try (InputStream content = opened;
                HospitalDesk desk = options.open()) {
            NewRecord record = new NewRecord(
                    group,
                    kind,
                    said.mediaType(),
                    said.periodStart(),
                    said.periodEnd(),
                    said.labels(),
                    said.sourceId(),
                    corrects,
                    content);
            Published published = publish(desk, record);
            // What is still on its way to a custodian would end with this process.
            boolean dealt = Failures.done(desk.hospital().deliverDeals()).isEmpty();
            print(published, dealt, new Names(desk.network()));
        }
        return ExitCode.OK;
    }

    private Published publish(HospitalDesk desk, NewRecord record) throws IOException {
        Hospital hospital = desk.hospital();
        if (author.isEmpty()) {
            return Failures.done(hospital.publish(subject, record));
        }
        HospitalOptions.requireStaff(desk, author.get());
        Id pracId = Failures.done(desk.badge(author.get())).pracId();
        return Failures.done(hospital.publish(subject, record, pracId));
    }

    private void print(Published published, boolean dealt, Names names) {
        ObjectNode answer = Rows.receipt(published.receipt())
                .put("record", published.rid().toHex())
                .put("vaults", published.vaults().stream().map(names::of).collect(Collectors.joining(", ")))
                .put("custodians", dealt ? "all" : published.custody().size() + " until now");
        answer.set("forwarded", Rows.ids(published.forwarded()));
        Rows.plain(names).addFaults(answer, published.faults());
        output.print(answer);
        if (!dealt) {
            output.remark("Not all custodians have their share yet. Later: quire health hospital deliver-deals");
        }
    }
}
