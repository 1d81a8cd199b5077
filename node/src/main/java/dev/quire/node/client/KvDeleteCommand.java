package dev.quire.node.client;

import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire kv delete}. */
@Command(name = "delete", description = "Remove a key.", mixinStandardHelpOptions = true)
final class KvDeleteCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KEY", description = "text of 1 to 64 bytes")
    private String key;

    @Mixin
    private KvWrite write;

    @Override
    public Integer call() {
        return write.submit(new KeyValueCommand.Delete(Bytes.utf8(key)));
    }
}
