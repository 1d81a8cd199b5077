package dev.quire.testkit;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.hash.Sha256;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * How a world signs: cheaply in most, with real keys in a few, so that the two schemes are known to agree.
 *
 * @param named the same signer for the same name
 */
record SimKeys(SignatureScheme scheme, Supplier<Signer> newSigner, Function<String, Signer> named) {
    private static final int NAME_PREFIX = 4;
    private static final int REAL_SIGNATURES_EVERY = 50;

    /** As the seed has it. */
    static SimKeys of(long seed, RandomGenerator random) {
        return Math.floorMod(seed, REAL_SIGNATURES_EVERY) == REAL_SIGNATURES_EVERY - 1
                ? real(random)
                : simulated(random);
    }

    static SimKeys simulated(RandomGenerator random) {
        SimSignatures scheme = new SimSignatures();
        return new SimKeys(scheme, () -> scheme.newSigner(random), name -> scheme.signer(seed(name)));
    }

    static SimKeys real(RandomGenerator random) {
        return new SimKeys(
                new Ed25519(),
                () -> {
                    byte[] seed = new byte[Ed25519Key.SEED_SIZE];
                    random.nextBytes(seed);
                    return Ed25519Key.fromSeed(Bytes.wrap(seed));
                },
                name -> Ed25519Key.fromSeed(seed(name)));
    }

    private static Bytes seed(String name) {
        return new Sha256().hash(NAME_PREFIX, Bytes.utf8(name)).bytes();
    }
}
