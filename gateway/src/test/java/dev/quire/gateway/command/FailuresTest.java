package dev.quire.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FailuresTest {
    /** A credential is looked up by the ledger itself, whose failures are those of the way there. */
    @Test
    void whatTheLedgerDoesNotAnswerIsNoTroubleWithTheDisk() {
        assertThatThrownBy(
                        () -> Failures.done(CompletableFuture.failedFuture(new IOException("no node gave an answer"))))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageStartingWith("no node gave an answer")
                .hasMessageContaining("See that the nodes");
    }

    @Test
    void fileOfOnesOwnStaysTheTrouble() {
        assertThatThrownBy(() -> Failures.done(CompletableFuture.failedFuture(new NoSuchFileException("scratch"))))
                .isInstanceOf(NoSuchFileException.class);
    }
}
