package dev.quire.node.client;

import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import picocli.CommandLine.Mixin;

/** The options of a command that gets a proof from a node and saves it: from where, to where, and how it is shown. */
final class ProofRequest {
    @Mixin
    private ProofFile file;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    /** Gets what the node has at {@code path}; returns the exit code. */
    int save(String path) {
        output.print(file.save(endpoint.client().proof(path)));
        return ExitCode.OK;
    }
}
