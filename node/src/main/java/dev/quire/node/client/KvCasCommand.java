package dev.quire.node.client;

import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire kv cas}. */
@Command(name = "cas", description = "Set a key if it holds what is expected.", mixinStandardHelpOptions = true)
final class KvCasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KEY", description = "text of 1 to 64 bytes")
    private String key;

    @Parameters(index = "1", paramLabel = "VALUE", description = "text of at most 64 KiB")
    private String value;

    @Option(names = "--expected", paramLabel = "VALUE", description = "left away: the key must be absent")
    private @Nullable String expected;

    @Mixin
    private KvWrite write;

    @Override
    public Integer call() {
        return write.submit(new KeyValueCommand.CompareAndSet(
                Bytes.utf8(key), Optional.ofNullable(expected).map(Bytes::utf8), Bytes.utf8(value)));
    }
}
