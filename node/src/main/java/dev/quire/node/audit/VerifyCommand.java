package dev.quire.node.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.DirectoryCheck;
import dev.quire.NodeDirectory;
import dev.quire.node.api.StorageViews;
import dev.quire.node.storage.NodeHome;
import dev.quire.node.terminal.Bar;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire verify DIR}. */
@Command(
        name = "verify",
        description = "Check everything that a stopped node has stored, from genesis on. 0: whole, 1: damaged.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private NodeHome home;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        DirectoryCheck.Report report = home.use(
                node -> Bar.ofBlocks("Verifying", progress -> check(node).run(progress)));
        output.print(answer(report));
        return report.findings().isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private static DirectoryCheck check(NodeDirectory node) {
        return new DirectoryCheck(node.dataDir(), node.nodeId(), node.genesis(), node.plugins());
    }

    private ObjectNode answer(DirectoryCheck.Report report) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("directory", home.directory().toString());
        answer.put("whole", report.findings().isEmpty());
        answer.put("blocks", report.blocks());
        answer.put("uncommittedBlocks", report.uncommittedBlocks());
        answer.put("transactions", report.transactions());
        answer.put("certificates", report.certificates());
        answer.put("headHash", report.headHash().toHex());
        answer.put("stateRoot", report.stateRoot().toHex());
        answer.put("storedHeight", report.storedHeight());
        answer.set("findings", StorageViews.findings(report.findings()));
        return answer;
    }
}
