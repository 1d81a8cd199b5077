package dev.quire.health.keys.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShamirGuardProperties {
    private static List<Share> shares(Secret secret, int k, int n, long start) {
        List<Share> shares = new ArrayList<>();
        for (Secret value : ShamirGuard.split(secret, k, n, new FixedRandom(start))) {
            shares.add(new Share(Sample.RID, ShareClass.B, shares.size() + 1, value));
        }
        return shares;
    }

    /** Lagrange's formula in GF(2^8), bit by bit: what the polynomial through the points is at {@code at}. */
    private static byte[] interpolate(List<Share> points, int at) {
        byte[] result = new byte[Secret.SIZE];
        for (Share point : points) {
            int weight = 1;
            for (Share other : points) {
                if (other.x() != point.x()) {
                    weight = multiply(weight, multiply(at ^ other.x(), inverse(point.x() ^ other.x())));
                }
            }
            byte[] value = point.value().toArray();
            for (int i = 0; i < result.length; i++) {
                result[i] ^= (byte) multiply(weight, value[i] & 0xff);
            }
        }
        return result;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int factor = a;
        for (int rest = b; rest != 0; rest >>= 1) {
            product ^= (rest & 1) * factor;
            factor = (factor << 1) ^ ((factor & 0x80) == 0 ? 0 : 0x11b);
        }
        return product;
    }

    private static int inverse(int a) {
        for (int candidate = 1; candidate < 256; candidate++) {
            if (multiply(a, candidate) == 1) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("zero has no inverse");
    }

    @Property(tries = 100)
    void anyKSharesMakeTheSecret(
            @ForAll @IntRange(min = 2, max = 9) int k, @ForAll @IntRange(max = 6) int more, @ForAll long start)
            throws CryptoException {
        Secret secret = Secret.random(new FixedRandom(start));
        List<Share> shares = shares(secret, k, k + more, start + 1);
        Collections.shuffle(shares, new Random(start));
        List<Share> chosen = shares.subList(0, k);
        assertThat(ShamirGuard.join(k, chosen).matches(secret)).isTrue();
        assertThat(interpolate(chosen, 0)).isEqualTo(secret.toArray());
    }

    /** For k - 1 shares and any other secret there is a polynomial through both: the shares rule no secret out. */
    @Property(tries = 100)
    void fewerSharesSayNothing(@ForAll @IntRange(min = 2, max = 9) int k, @ForAll long start, @ForAll long guessed)
            throws CryptoException {
        List<Share> known =
                shares(Secret.random(new FixedRandom(start)), k, k, start + 1).subList(0, k - 1);
        Secret guess = Secret.random(new FixedRandom(guessed));
        byte[] missing = missingShare(known, guess.toArray(), k);
        List<Share> withGuess = new ArrayList<>(known);
        withGuess.add(new Share(Sample.RID, ShareClass.B, k, Secret.wrap(missing)));
        assertThat(ShamirGuard.join(k, withGuess).matches(guess)).isTrue();
        assertThatThrownBy(() -> ShamirGuard.join(k, known)).isInstanceOf(CryptoException.TooFewShares.class);
    }

    /** The value at {@code x} of the polynomial through the known points and the guess at 0. */
    private static byte[] missingShare(List<Share> known, byte[] guess, int x) {
        byte[] result = new byte[Secret.SIZE];
        int atZero = 1;
        for (Share point : known) {
            atZero = multiply(atZero, multiply(x ^ point.x(), inverse(point.x())));
            int weight = multiply(x, inverse(point.x()));
            for (Share other : known) {
                if (other.x() != point.x()) {
                    weight = multiply(weight, multiply(x ^ other.x(), inverse(point.x() ^ other.x())));
                }
            }
            byte[] value = point.value().toArray();
            for (int i = 0; i < result.length; i++) {
                result[i] ^= (byte) multiply(weight, value[i] & 0xff);
            }
        }
        for (int i = 0; i < result.length; i++) {
            result[i] ^= (byte) multiply(atZero, guess[i] & 0xff);
        }
        return result;
    }

    @Test
    void indexesThatWouldGiveAWrongSecretAreRefused() {
        List<Share> shares = shares(Sample.secret(5), 3, 5, 1);
        Share first = shares.get(0);
        assertThatThrownBy(() -> ShamirGuard.join(3, List.of(first, first, shares.get(1))))
                .isInstanceOf(CryptoException.BadShare.class)
                .hasMessageContaining("seat 1");
        assertThatThrownBy(() -> ShamirGuard.join(3, shares)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Share(Sample.RID, ShareClass.B, 0, Sample.secret(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Share(Sample.RID, ShareClass.B, 256, Sample.secret(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersThatCannotWorkAreRefused() {
        for (int[] numbers : new int[][] {{0, 3}, {1, 3}, {4, 3}, {3, 256}}) {
            assertThatThrownBy(() -> ShamirGuard.split(Sample.secret(1), numbers[0], numbers[1], new FixedRandom(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
