package dev.quire.node.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.ConfigurationException;
import dev.quire.DirectoryCheck;
import dev.quire.node.config.NodeSettings;
import dev.quire.node.config.PluginCatalog;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire verify DIR}. */
@Command(
        name = "verify",
        description = "Check everything that a stopped node has stored, from genesis on. 0: whole, 1: damaged.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    private static final int INTERVAL_MILLIS = 500;

    @Parameters(paramLabel = "DIR", description = "a node's directory, with its node.properties")
    private Path directory;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Path config = directory.resolve("node.properties");
        if (!Files.isRegularFile(config)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    directory + " is no node's directory: it has no node.properties",
                    "Name a node's directory, such as DIR/node-0 of a testnet");
        }
        NodeSettings settings = NodeSettings.load(config);
        DirectoryCheck check = new DirectoryCheck(
                settings.dataDir(),
                settings.key().publicKey(),
                settings.genesis(),
                PluginCatalog.choose(settings.genesis()));
        DirectoryCheck.Report report;
        try {
            report = run(check);
        } catch (ConfigurationException e) {
            throw NodeSettings.byKeys(e);
        }
        output.print(answer(report));
        return report.findings().isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private static DirectoryCheck.Report run(DirectoryCheck check) throws IOException {
        if (!Help.Ansi.AUTO.enabled()) {
            return check.run((done, of) -> {});
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("Verifying")
                .setUnit(" blocks", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build()) {
            return check.run((done, of) -> {
                bar.maxHint(of);
                bar.stepTo(done);
            });
        }
    }

    private ObjectNode answer(DirectoryCheck.Report report) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("directory", directory.toString());
        answer.put("whole", report.findings().isEmpty());
        answer.put("blocks", report.blocks());
        answer.put("uncommittedBlocks", report.uncommittedBlocks());
        answer.put("transactions", report.transactions());
        answer.put("certificates", report.certificates());
        answer.put("headHash", report.headHash().toHex());
        answer.put("stateRoot", report.stateRoot().toHex());
        answer.put("storedHeight", report.storedHeight());
        ArrayNode findings = answer.putArray("findings");
        for (DirectoryCheck.Finding finding : report.findings()) {
            ObjectNode row = findings.addObject();
            row.put("file", finding.file());
            finding.height().ifPresent(height -> row.put("height", height));
            row.put("problem", finding.problem());
        }
        return answer;
    }
}
