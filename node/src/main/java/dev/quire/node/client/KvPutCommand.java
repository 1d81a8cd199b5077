package dev.quire.node.client;

import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire kv put}. */
@Command(name = "put", description = "Set a key.", mixinStandardHelpOptions = true)
final class KvPutCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KEY", description = "text of 1 to 64 bytes")
    private String key;

    @Parameters(index = "1", paramLabel = "VALUE", description = "text of at most 64 KiB")
    private String value;

    @Mixin
    private KvWrite write;

    @Override
    public Integer call() {
        return write.submit(new KeyValueCommand.Put(Bytes.utf8(key), Bytes.utf8(value)));
    }
}
