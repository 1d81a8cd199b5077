package dev.quire.gateway.custody;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.custody.CustodyStoresContract;
import dev.quire.health.custody.ShareStore;
import dev.quire.health.keys.share.ShareClass;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A process that keeps a share and an entry at a time, and says so, until it is killed. */
final class KilledCustodian {
    private KilledCustodian() {}

    static Process start(Path store, Path complaints) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledCustodian.class.getName(),
                        store.toString())
                .redirectError(complaints.toFile())
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        try (CustodyStore store = CustodyStore.open(Path.of(arguments[0]));
                FileOutputStream signs = new FileOutputStream(FileDescriptor.out)) {
            for (int i = 0; true; i++) {
                store.shares().insert(stored(i));
                store.log()
                        .append(CustodyStoresContract.entry(
                                store.log().last(), CustodyStoresContract.released(i, 1, 1)));
                signs.write('.');
            }
        }
    }

    static ShareStore.Stored stored(int number) {
        byte[] rid = ByteBuffer.allocate(Id.SIZE).putInt(number).array();
        return CustodyStoresContract.stored(new Id(Bytes.wrap(rid)), ShareClass.B, 1, number % 200);
    }
}
