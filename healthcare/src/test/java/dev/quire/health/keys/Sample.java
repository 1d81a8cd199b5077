package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import java.util.Arrays;

/** Names and keys for tests, each told by one number. */
public final class Sample {
    public static final Hash CHAIN = hash(0xc0);
    public static final Id RID = id(0x1d);

    private Sample() {}

    public static Hash hash(int number) {
        return Hash.of(filled(Hash.SIZE, number));
    }

    public static Id id(int number) {
        return new Id(filled(Id.SIZE, number));
    }

    public static Secret secret(int number) {
        return Secret.wrap(filled(Secret.SIZE, number).toArray());
    }

    public static RecordKeys recordKeys() {
        return RecordKeys.derive(CHAIN, RID, secret(0xa), secret(0xb));
    }

    public static Bytes flip(Bytes bytes, int index) {
        byte[] changed = bytes.toArray();
        changed[index] ^= 1;
        return Bytes.wrap(changed);
    }

    private static Bytes filled(int size, int number) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) number);
        return Bytes.wrap(bytes);
    }
}
