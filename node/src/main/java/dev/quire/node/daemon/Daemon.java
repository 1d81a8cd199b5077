package dev.quire.node.daemon;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.ConfigurationException;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.NodeStop;
import dev.quire.node.api.ApiServer;
import dev.quire.node.config.HostPort;
import dev.quire.node.config.NodeSettings;
import dev.quire.node.service.RunningServices;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.spi.net.Peer;
import dev.quire.spi.state.StateMachine;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node with its API, and what runs beside it. */
final class Daemon implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);
    private static final long STOP_TIMEOUT_MILLIS = 4_500;

    private final NodeSettings settings;
    private final LedgerNode node;
    private final RunningServices services;
    private final ApiServer api;
    private final CompletableFuture<Integer> stopped;
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    private Daemon(
            NodeSettings settings,
            LedgerNode node,
            RunningServices services,
            ApiServer api,
            CompletableFuture<Integer> stopped) {
        this.settings = settings;
        this.node = node;
        this.services = services;
        this.api = api;
        this.stopped = stopped;
    }

    /** @param plugins those that the genesis document names */
    static Daemon start(NodeSettings settings, List<StateMachine> plugins) throws IOException {
        return start(settings, plugins, consensus(settings));
    }

    /** As above, with another protocol than the one that the settings name. */
    static Daemon start(NodeSettings settings, List<StateMachine> plugins, Consensus consensus) throws IOException {
        RunningServices.Found found = RunningServices.find(settings.services());
        CompletableFuture<Integer> stopped = new CompletableFuture<>();
        LedgerNode node = startNode(settings, plugins, consensus, stop -> stopped.complete(stop.exitCode()));
        RunningServices services = startServices(found, settings, node);
        try {
            HostPort listen = settings.api();
            return new Daemon(
                    settings,
                    node,
                    services,
                    ApiServer.start(node, plugins, node.storage(), listen.host(), listen.port()),
                    stopped);
        } catch (RuntimeException e) {
            services.close();
            node.close();
            throw new CommandException(
                    ExitCode.INPUT_OUTPUT,
                    "the HTTP API cannot listen on " + settings.api() + ": " + e.getMessage(),
                    "Stop what uses that port, or set api.listen to another one");
        }
    }

    private static RunningServices startServices(RunningServices.Found found, NodeSettings settings, LedgerNode node) {
        try {
            return found.start(node, settings.directory(), settings.dataDir());
        } catch (IOException e) {
            node.close();
            throw new CommandException(
                    ExitCode.INPUT_OUTPUT,
                    "a service beside the node cannot start: " + e.getMessage(),
                    "Mend that, or remove the service's keys from the settings");
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private static LedgerNode startNode(
            NodeSettings settings, List<StateMachine> plugins, Consensus consensus, Consumer<NodeStop> onStop)
            throws IOException {
        UsedKey usedKey = UsedKey.of(settings.keyFile(), LedgerNode.chainIdOf(settings.genesis(), plugins));
        var builder = LedgerNode.builder()
                .name(settings.name())
                .dataDir(settings.dataDir())
                .identity(settings.key())
                .tookPartBefore(usedKey.isUsed())
                .genesis(settings.genesis())
                .consensus(consensus)
                .storage(settings.storage())
                .beforeTakingPart(usedKey::mark)
                .onStop(onStop);
        plugins.forEach(builder::stateMachine);
        try {
            return builder.start();
        } catch (ConfigurationException e) {
            throw NodeSettings.byKeys(e);
        }
    }

    private static Consensus consensus(NodeSettings settings) {
        return switch (settings.consensus()) {
            case raft -> Consensus.raft(settings.peers(), settings.electionTimeoutMillis(), settings.heartbeatMillis());
            case pbft -> Consensus.pbft(settings.peers(), settings.viewTimeoutMillis());
        };
    }

    /** The only line that a node writes to standard output. */
    String readyLine() {
        ObjectNode ready = JsonNodeFactory.instance.objectNode();
        ready.put("nodeId", node.nodeId().toHex());
        ready.put("chainId", node.chainId().toHex());
        ready.put("api", "http://" + new HostPort(settings.api().host(), api.port()));
        ready.put("peer", peerAddress());
        if (!services.addresses().isEmpty()) {
            services.addresses().forEach(ready.putObject("services")::put);
        }
        ready.put("pid", ProcessHandle.current().pid());
        return "READY " + ready;
    }

    private String peerAddress() {
        Peer self = settings.peers().stream()
                .filter(peer -> peer.id().equals(node.nodeId()))
                .findFirst()
                .orElseThrow();
        return new HostPort(self.host(), self.port()).toString();
    }

    /**
     * Makes SIGTERM and SIGINT stop the node cleanly. The JVM would end with 128 and the signal's number, so the hook
     * ends it with what {@link #awaitStop} returned.
     */
    void stopOnSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndEnd, "quire-shutdown"));
    }

    private void stopAndEnd() {
        stopped.complete(ExitCode.OK);
        int exitCode = ExitCode.INPUT_OUTPUT;
        try {
            exitCode = closed.get(STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.error("the node did not stop within {} ms; what it acknowledged is safe", STOP_TIMEOUT_MILLIS);
        } catch (InterruptedException | ExecutionException e) {
            log.error("the node did not stop cleanly", e);
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** Returns the exit code when a signal has come, or the node has stopped by itself. */
    int awaitStop() {
        return stopped.join();
    }

    @Override
    public void close() {
        try {
            api.close();
            services.close();
            node.close();
            log.info("stopped");
            closed.complete(stopped.getNow(ExitCode.BROKEN_INVARIANT));
        } catch (RuntimeException e) {
            closed.completeExceptionally(e);
            throw e;
        }
    }
}
