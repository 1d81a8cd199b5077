package dev.quire.node.client;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire proof header-consistency HEIGHT}. */
@Command(
        name = "header-consistency",
        description = "Prove that the certified chain goes on from a block, and nothing up to it was rewritten.",
        mixinStandardHelpOptions = true)
final class ProveHeaderCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HEIGHT", description = "of the older block")
    private long height;

    @Option(names = "--anchor", paramLabel = "H", description = "the newer, certified block; default: the newest")
    private @Nullable Long anchor;

    @Mixin
    private ProofRequest request;

    @Override
    public Integer call() {
        String path = "/v1/proofs/headers/" + height + (anchor == null ? "" : "?anchor=" + anchor);
        return request.save(path);
    }
}
