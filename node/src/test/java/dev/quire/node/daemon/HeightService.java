package dev.quire.node.daemon;

import dev.quire.node.service.NodeService;
import dev.quire.node.service.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says in a file which height its node had when it was started, and which when it was closed. */
public final class HeightService implements NodeService {
    @Override
    public String name() {
        return "height";
    }

    @Override
    public Running start(ServiceSettings settings) throws IOException {
        Path file = settings.path(settings.value("file").orElseThrow(() -> new IOException("no file is named")));
        say(file, "started at " + settings.ledger().status().appliedHeight());
        return new Running() {
            @Override
            public String address() {
                return settings.dataDir().getFileName().toString();
            }

            @Override
            public void close() {
                try {
                    say(file, "closed at " + settings.ledger().status().appliedHeight());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private static void say(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
