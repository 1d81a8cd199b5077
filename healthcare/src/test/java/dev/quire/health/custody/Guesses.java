package dev.quire.health.custody;

import dev.quire.codec.Bytes;
import dev.quire.health.Fingerprint;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareJoin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What somebody tries who has bytes and no right to them. */
final class Guesses {
    private static final int BITS_OF_BYTE = 8;
    /** Of the square root of the number of bits, which is two standard deviations. */
    private static final double FIVE_SIGMA = 2.5;

    private Guesses() {}

    static List<Share> shares(byte[] plaintext) {
        try {
            return ShareList.decode(plaintext).shares();
        } catch (CryptoException.Malformed e) {
            return List.of();
        }
    }

    /** The factor, if k of the shares are of it. */
    static Optional<Secret> join(Dealing dealing, List<Share> shares) {
        ShareJoin join = new ShareJoin(SealedRecord.NUMBERS.k(), dealing.leaves());
        int others = 0;
        for (Share share : shares) {
            try {
                join.add(new Share(
                        share.rid(),
                        share.shareClass(),
                        share.x(),
                        share.value().copy()));
            } catch (CryptoException.BadShare e) {
                others++;
            }
        }
        try {
            return others < shares.size() && join.isComplete() ? Optional.of(join.join()) : Optional.empty();
        } catch (CryptoException e) {
            throw new AssertionError(e);
        }
    }

    static boolean anyPairOpens(SealedRecord sealed, List<Secret> secrets) {
        for (Secret a : secrets) {
            for (Secret b : secrets) {
                if (opens(sealed, a, b)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean opens(SealedRecord sealed, Secret a, Secret b) {
        try (RecordKeys keys = RecordKeys.open(sealed.place().chainId(), sealed.rid(), a, b, sealed.keyCommit())) {
            return keys.rid().equals(sealed.rid());
        } catch (CryptoException e) {
            return false;
        }
    }

    /** Digests of a plaintext that whoever has chain and vaults can compute. */
    static List<Bytes> of(byte[] plaintext, SealedRecord sealed) {
        List<Bytes> digests = new ArrayList<>();
        Bytes plain = Bytes.wrap(plaintext);
        Bytes padded = Bytes.wrap(Arrays.copyOf(plaintext, 3_072));
        for (Bytes text : List.of(plain, padded)) {
            Bytes hash = Fingerprint.sha256(text).bytes();
            digests.add(hash);
            digests.add(Fingerprint.sha256(sealed.salt().concat(text)).bytes());
            digests.add(Fingerprint.sha256(text.concat(sealed.salt())).bytes());
            digests.add(Fingerprint.sha256(sealed.rid().bytes().concat(text)).bytes());
            digests.add(Fingerprint.sha256(hash).bytes());
            digests.add(Fingerprint.ciphertextRoot(text).bytes());
            digests.add(Fingerprint.of(sealed.place().chainId(), sealed.rid(), sealed.salt(), text, sealed.metaBox())
                    .bytes());
        }
        return digests;
    }

    /** Half of the bits are set, but for chance. */
    static boolean looksRandom(Bytes bytes) {
        int set = 0;
        for (byte one : bytes.toArray()) {
            set += Integer.bitCount(one & 0xff);
        }
        int all = bytes.size() * BITS_OF_BYTE;
        return Math.abs(set - all / 2.0) < FIVE_SIGMA * Math.sqrt(all);
    }
}
