package dev.quire.node.daemon;

import dev.quire.Consensus;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.node.config.NodeSettings;
import dev.quire.pbft.PbftProtocol;
import dev.quire.testkit.EquivocatingProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code quire start} of a member that lies: it proposes two blocks in one place, and votes for two. */
public final class LyingNode {
    private LyingNode() {}

    public static void main(String[] arguments) throws IOException {
        NodeSettings settings = NodeSettings.load(Path.of(arguments[0]));
        EquivocatingProtocol liar = new EquivocatingProtocol(new PbftProtocol(), settings.key());
        OddNode.run(Daemon.start(settings, List.of(new KeyValueStateMachine()), Consensus.of(liar, settings.peers())));
    }
}
