package dev.quire.node.storage;

import dev.quire.ConfigurationException;
import dev.quire.NodeDirectory;
import dev.quire.node.config.NodeSettings;
import dev.quire.node.config.PluginCatalog;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The parameter DIR: the directory of a node that does not run. */
public final class NodeHome {
    @Parameters(paramLabel = "DIR", description = "a node's directory, with its node.properties")
    private Path directory;

    /** Something to do with the node's data. */
    @FunctionalInterface
    public interface Task<T> {
        T run(NodeDirectory node) throws IOException;
    }

    /** As it was typed. */
    public Path directory() {
        return directory;
    }

    /** Does something with the node's data; what is wrong with the configuration is told by the keys of its file. */
    public <T> T use(Task<T> task) throws IOException {
        NodeSettings settings = settings(directory);
        try {
            return task.run(new NodeDirectory(
                    settings.dataDir(),
                    settings.key().publicKey(),
                    settings.genesis(),
                    PluginCatalog.choose(settings.genesis())));
        } catch (ConfigurationException e) {
            throw NodeSettings.byKeys(e);
        }
    }

    /** What the node.properties of a directory say. */
    static NodeSettings settings(Path directory) {
        Path config = directory.resolve("node.properties");
        if (!Files.isRegularFile(config)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    directory + " is no node's directory: it has no node.properties",
                    "Name a node's directory, such as DIR/node-0 of a testnet");
        }
        return NodeSettings.load(config);
    }
}
