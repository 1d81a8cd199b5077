package dev.quire.health.keys.share;

import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * One factor split for a committee, always with a new polynomial: dealing it again to another committee joins no old
 * shares with new ones. Closed when every custodian has its share.
 *
 * @param shares for the seats 1 to n
 */
public record Dealing(List<Share> shares, ShareLeaves leaves) implements AutoCloseable {
    public Dealing {
        shares = List.copyOf(shares);
    }

    /**
     * @param factor stays the caller's
     * @param numbers of the committee: n seats, of which k make the factor
     */
    public static Dealing deal(
            Hash chainId,
            Id rid,
            int committee,
            ShareClass shareClass,
            Secret factor,
            CommitteeNumbers numbers,
            SecureRandom random) {
        List<Share> shares = new ArrayList<>();
        for (Secret value : ShamirGuard.split(factor, numbers.k(), numbers.n(), random)) {
            shares.add(new Share(rid, shareClass, shares.size() + 1, value));
        }
        return new Dealing(shares, ShareLeaves.of(chainId, committee, shares));
    }

    @Override
    public void close() {
        shares.forEach(Share::close);
    }
}
