package dev.quire.verify;

import dev.quire.client.ForkException;
import dev.quire.client.HeadFile;
import dev.quire.client.VerifyingClient;
import dev.quire.codec.MalformedException;
import dev.quire.lightclient.TrustedHead;
import dev.quire.receipt.Policy;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code follow}: goes on from the block that was trusted last, and says so if history was rewritten. */
final class FollowCommand {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final PrintStream out;
    private final PrintStream err;

    FollowCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    int run(Arguments asked, Policy policy) {
        VerifyingClient client;
        try {
            client = client(asked, policy);
        } catch (IOException | MalformedException | IllegalArgumentException e) {
            err.println("Cannot follow: " + e.getMessage());
            return Main.UNUSABLE;
        }
        try {
            client.follow().forEach(problem -> err.println("Note: " + problem));
        } catch (ForkException e) {
            out.println("REWRITTEN: " + e.getMessage() + ".");
            return keep(e, asked.option("evidence"));
        } catch (IOException e) {
            err.println("Cannot follow: " + e.getMessage());
            return Main.UNREACHABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Main.UNREACHABLE;
        }
        client.head().ifPresent(this::print);
        return Main.VALID;
    }

    private static VerifyingClient client(Arguments asked, Policy policy) throws IOException, MalformedException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        Path head = Path.of(asked.option("head").orElseThrow()).toAbsolutePath();
        if (Files.isDirectory(head) || !Files.isWritable(head.resolveSibling("."))) {
            throw new IOException("no head can be kept in " + head);
        }
        HeadFile file = new HeadFile(head);
        return new VerifyingClient(
                http, asked.nodes().stream().map(URI::create).toList(), asked.members(), policy, Optional.of(file));
    }

    private int keep(ForkException rewritten, Optional<String> file) {
        if (file.isEmpty()) {
            err.println("The proof is not kept: name a file with --evidence");
            return Main.INVALID;
        }
        try {
            Files.write(Path.of(file.get()), rewritten.fork().encoded().toArray());
            out.println("The proof is in " + file.get());
        } catch (IOException | InvalidPathException e) {
            err.println("The proof cannot be written: " + e.getMessage());
        }
        return Main.INVALID;
    }

    private void print(TrustedHead head) {
        out.println("VALID");
        out.println("Chain        " + head.header().chainId());
        out.println("Block        height " + head.height() + ", hash "
                + head.header().hash());
        out.println("State root   " + head.header().stateRoot());
        out.println("Certified    by " + head.certificate().signatures().size() + " members, "
                + head.certificate().mode());
    }
}
