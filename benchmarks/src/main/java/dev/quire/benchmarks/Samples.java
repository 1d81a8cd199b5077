package dev.quire.benchmarks;

import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The same input for every run, made from seeds. */
final class Samples {
    /** Bytes of an encoded transaction, where the caller does not say otherwise. */
    private static final int TRANSACTION_SIZE = 300;

    private static final int KEY_SIZE = 32;
    /** Operation and two lengths of a put. */
    private static final int PUT_OVERHEAD = 9;

    private static final int SENDERS = 64;
    private static final Signature UNCHECKED = new Signature(Bytes.wrap(new byte[Signature.SIZE]));

    private Samples() {}

    static Bytes bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    static Ed25519Key key(long seed) {
        return Ed25519Key.fromSeed(bytes(seed, Ed25519Key.SEED_SIZE));
    }

    /** Signed puts, 300 bytes encoded, to distinct keys, by several senders in turn. */
    static List<Transaction> signed(Hash chainId, long validUntilMicros, int from, int count) {
        return signed(chainId, validUntilMicros, from, count, TRANSACTION_SIZE - Transaction.OVERHEAD);
    }

    /** The same with payloads of {@code payloadSize} bytes. */
    static List<Transaction> signed(Hash chainId, long validUntilMicros, int from, int count, int payloadSize) {
        List<Ed25519Key> senders = senders();
        return IntStream.range(from, from + count)
                .parallel()
                .mapToObj(number -> {
                    Ed25519Key sender = senders.get(number % SENDERS);
                    Transaction.Unsigned unsigned = put(chainId, validUntilMicros, number, sender, payloadSize);
                    return unsigned.signed(sender.sign(unsigned.signingBytes()));
                })
                .toList();
    }

    /** As {@link #signed}, for where nobody checks the signature. */
    static List<Transaction> unsigned(Hash chainId, long validUntilMicros, int from, int count) {
        return unsigned(chainId, validUntilMicros, from, count, TRANSACTION_SIZE - Transaction.OVERHEAD);
    }

    /** The same with payloads of {@code payloadSize} bytes. */
    static List<Transaction> unsigned(Hash chainId, long validUntilMicros, int from, int count, int payloadSize) {
        List<Ed25519Key> senders = senders();
        return IntStream.range(from, from + count)
                .mapToObj(number -> put(chainId, validUntilMicros, number, senders.get(number % SENDERS), payloadSize)
                        .signed(UNCHECKED))
                .toList();
    }

    private static List<Ed25519Key> senders() {
        return IntStream.range(0, SENDERS).mapToObj(Samples::key).toList();
    }

    private static Transaction.Unsigned put(
            Hash chainId, long validUntilMicros, int number, Ed25519Key sender, int payloadSize) {
        Bytes value = bytes(number, payloadSize - PUT_OVERHEAD - KEY_SIZE);
        Bytes payload = new KeyValueCommand.Put(bytes(~number, KEY_SIZE), value).encoded();
        Bytes nonce =
                new CanonicalWriter(Transaction.NONCE_SIZE).u64(0).u64(number).toBytes();
        return new Transaction.Unsigned(
                chainId, KeyValueStateMachine.ID, validUntilMicros, nonce, sender.publicKey(), payload);
    }
}
