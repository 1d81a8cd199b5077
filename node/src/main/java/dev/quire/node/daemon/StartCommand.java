package dev.quire.node.daemon;

import dev.quire.node.config.NodeSettings;
import dev.quire.node.config.PluginCatalog;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quire start --config FILE}. */
@Command(
        name = "start",
        description = "Run a node in the foreground until SIGTERM. Prints READY {json} once it can serve.",
        mixinStandardHelpOptions = true)
public final class StartCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", required = true, description = "the node's properties file")
    private Path config;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        NodeSettings settings = NodeSettings.prepare(config);
        try (Daemon daemon = Daemon.start(settings, PluginCatalog.choose(settings.genesis()))) {
            daemon.stopOnSignal();
            command.commandLine().getOut().println(daemon.readyLine());
            command.commandLine().getOut().flush();
            return daemon.awaitStop();
        }
    }
}
