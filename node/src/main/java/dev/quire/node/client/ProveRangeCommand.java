package dev.quire.node.client;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire proof range PLUGIN}. */
@Command(
        name = "range",
        description = "Prove all entries between two keys, and that there are no others.",
        mixinStandardHelpOptions = true)
final class ProveRangeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PLUGIN", description = "name or number")
    private String plugin;

    @Option(
            names = "--from",
            paramLabel = "KEY",
            defaultValue = "",
            description = "the first key; default: the very first")
    private String from;

    @Option(names = "--to", paramLabel = "KEY", description = "the key behind the last; default: to the end")
    private @Nullable String to;

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
        String path = "/v1/proofs/state/" + KeyText.plugin(plugin) + "?from=" + text.inPath(from)
                + (to == null ? "" : "&to=" + text.inPath(to))
                + (height == null ? "" : "&height=" + height);
        return request.save(path);
    }
}
