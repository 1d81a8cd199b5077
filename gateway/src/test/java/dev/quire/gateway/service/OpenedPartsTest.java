package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedPartsTest {
    private final List<String> closed = new ArrayList<>();
    private final OpenedParts parts = new OpenedParts();

    private void open(String name) {
        parts.add(() -> closed.add(name));
    }

    private void openWhatDoesNotClose(String name, Exception why) {
        parts.add(() -> {
            closed.add(name);
            throw why;
        });
    }

    @Test
    void eachIsClosedNewestFirstWhateverBecomesOfTheOthers() {
        open("store");
        openWhatDoesNotClose("vault", new IOException("disk full"));
        openWhatDoesNotClose("worker", new IllegalStateException("stuck"));
        open("server");
        assertThatThrownBy(parts::close)
                .isInstanceOf(UncheckedIOException.class)
                .rootCause()
                .hasMessage("stuck")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .singleElement()
                        .satisfies(second -> assertThat(second).hasMessage("disk full")));
        assertThat(closed).containsExactly("server", "worker", "vault", "store");
        parts.close();
        assertThat(closed).as("once").hasSize(4);
    }

    @Test
    void whyAStartFailedIsNotLostToWhatDoesNotClose() {
        open("store");
        openWhatDoesNotClose("vault", new IOException("disk full"));
        IOException why = new IOException("the port is taken");
        parts.closeAfter(why);
        assertThat(why.getSuppressed())
                .singleElement()
                .satisfies(more -> assertThat(more).hasRootCauseMessage("disk full"));
        assertThat(closed).containsExactly("vault", "store");
    }
}
