package dev.quire.node.client;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire proof value PLUGIN KEY}. */
@Command(name = "value", description = "Prove what a key holds, or that it is absent.", mixinStandardHelpOptions = true)
final class ProveValueCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PLUGIN", description = "name or number")
    private String plugin;

    @Parameters(index = "1", paramLabel = "KEY", description = "the plugin's key")
    private String key;

    @Option(
            names = "--height",
            paramLabel = "H",
            description = "after this block; without it, after the newest certified one")
    private @Nullable Long height;

    @Mixin
    private KeyText text;

    @Mixin
    private ProofRequest request;

    @Override
    public Integer call() {
        String path = "/v1/proofs/state/" + KeyText.plugin(plugin) + "/" + text.inPath(key)
                + (height == null ? "" : "?height=" + height);
        return request.save(path);
    }
}
