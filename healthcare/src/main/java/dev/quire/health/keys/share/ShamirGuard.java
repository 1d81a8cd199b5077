package dev.quire.health.keys.share;

import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter.Algorithm;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/**
 * Bouncy Castle's Shamir over GF(2^8) (AES's polynomial, 0x11b), byte by byte, behind the checks that it leaves to its
 * caller: with wrong, equal, zero or missing indexes it gives a wrong secret without an error. Its shares come in the order
 * of x = 1..n and do not say which they are.
 */
final class ShamirGuard {
    private ShamirGuard() {}

    /**
     * Splits with a new random polynomial of degree k - 1.
     *
     * @param k how many shares make the secret, 2 or more: with 1 each share is the secret
     * @param n how many shares there are, k to 255
     * @return the values at x = 1..n
     */
    static List<Secret> split(Secret secret, int k, int n, SecureRandom random) {
        if (k < 2 || n < k || n > Share.MAX_X) {
            throw new IllegalArgumentException("2 <= k <= n <= 255 must hold, but k is " + k + " and n is " + n);
        }
        byte[] bytes = secret.toArray();
        try {
            ShamirSplitSecret split = ShamirSecretSplitter.getInstance(Algorithm.AES, Secret.SIZE, random)
                    .resplit(bytes, k, n);
            List<Secret> shares = new ArrayList<>(n);
            for (ShamirSplitSecretShare share : split.getSecretShares()) {
                shares.add(Secret.wrap(share.getEncoded()));
            }
            return shares;
        } catch (IOException e) {
            throw new IllegalStateException("Shamir's scheme does not split", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Joins exactly k shares of different seats.
     *
     * @throws CryptoException.TooFewShares if there are fewer
     * @throws CryptoException.BadShare if a seat comes twice
     * @throws IllegalArgumentException if there are more than k: which of them counted would be left open
     */
    static Secret join(int k, List<Share> shares) throws CryptoException {
        if (shares.size() < k) {
            throw new CryptoException.TooFewShares(shares.size(), k);
        }
        if (shares.size() > k) {
            throw new IllegalArgumentException(shares.size() + " shares were handed in to be joined, not " + k);
        }
        boolean[] seen = new boolean[Share.MAX_X + 1];
        ShamirSplitSecretShare[] points = new ShamirSplitSecretShare[k];
        for (int i = 0; i < k; i++) {
            Share share = shares.get(i);
            if (seen[share.x()]) {
                throw new CryptoException.BadShare(share.x(), "this seat is already among those to be joined");
            }
            seen[share.x()] = true;
            points[i] = new ShamirSplitSecretShare(share.value().toArray(), share.x());
        }
        try {
            return Secret.wrap(
                    ShamirSplitSecret.getInstance(Algorithm.AES, points).getSecret());
        } catch (IOException e) {
            throw new IllegalStateException("Shamir's scheme does not join", e);
        }
    }
}
