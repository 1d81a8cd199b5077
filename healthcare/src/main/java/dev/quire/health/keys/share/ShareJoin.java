package dev.quire.health.keys.share;

import dev.quire.hash.Hash;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects the shares of one factor, each of which is checked alone, until k are there, and joins exactly those. Not safe
 * for use by several threads.
 */
public final class ShareJoin implements AutoCloseable {
    private final int k;
    private final ShareLeaves leaves;
    private final SortedMap<Integer, Share> verified = new TreeMap<>();

    /** @param leaves whose root was compared with the ledger's */
    public ShareJoin(int k, ShareLeaves leaves) {
        if (k < 2 || k > leaves.size()) {
            throw new IllegalArgumentException("k is 2 to " + leaves.size() + ", not " + k);
        }
        this.k = k;
        this.leaves = leaves;
    }

    /**
     * Takes {@code share} over. One more than k, or one of a seat that is there, is closed and not needed.
     *
     * @throws CryptoException.BadShare if it is not the one that was dealt; its custodian is to be named
     */
    public void add(Share share) throws CryptoException.BadShare {
        leaves.verify(share);
        if (isComplete() || verified.containsKey(share.x())) {
            share.close();
        } else {
            verified.put(share.x(), share);
        }
    }

    /** Are k verified shares there? */
    public boolean isComplete() {
        return verified.size() == k;
    }

    /**
     * The factor.
     *
     * @throws CryptoException.TooFewShares if fewer than k verified shares are there
     */
    public Secret join() throws CryptoException {
        List<Share> shares = new ArrayList<>(verified.values());
        return ShamirGuard.join(k, shares);
    }

    /**
     * The record's keys from this factor B, which is the one that was dealt, and a factor A from elsewhere.
     *
     * @param keyCommit the record's, from the ledger
     * @throws CryptoException.WrongKeys if they are not those that the author committed to: A may be wrong, or the author
     *     lied. Which it was, what A came in has to tell
     */
    public RecordKeys open(Secret a, Hash keyCommit) throws CryptoException {
        try (Secret b = join()) {
            return RecordKeys.open(leaves.chainId(), leaves.rid(), a, b, keyCommit);
        }
    }

    /**
     * The same with a factor A that is certainly the author's: joined from verified shares, or out of the capsule that the
     * author itself put on the ledger.
     *
     * @throws CryptoException.DealerFault if they do not make the key that the author committed to
     */
    public RecordKeys openAuthors(Secret a, Hash keyCommit) throws CryptoException {
        try {
            return open(a, keyCommit);
        } catch (CryptoException.WrongKeys e) {
            throw new CryptoException.DealerFault();
        }
    }

    @Override
    public void close() {
        verified.values().forEach(Share::close);
        verified.clear();
    }
}
