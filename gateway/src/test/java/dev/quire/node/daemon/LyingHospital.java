package dev.quire.node.daemon;

import dev.quire.Consensus;
import dev.quire.node.config.NodeSettings;
import dev.quire.node.config.PluginCatalog;
import dev.quire.pbft.PbftProtocol;
import dev.quire.testkit.EquivocatingProtocol;
import java.io.IOException;
import java.nio.file.Path;

/** {@code quire start} of a hospital that lies to the other nodes: it proposes two blocks in one place, and votes for two. */
public final class LyingHospital {
    private LyingHospital() {}

    public static void main(String[] arguments) throws IOException {
        NodeSettings settings = NodeSettings.load(Path.of(arguments[0]));
        EquivocatingProtocol liar = new EquivocatingProtocol(new PbftProtocol(), settings.key());
        int exitCode;
        try (Daemon daemon = Daemon.start(
                settings, PluginCatalog.choose(settings.genesis()), Consensus.of(liar, settings.peers()))) {
            daemon.stopOnSignal();
            System.out.println(daemon.readyLine());
            exitCode = daemon.awaitStop();
        }
        System.exit(exitCode);
    }
}
