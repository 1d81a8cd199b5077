package dev.quire.health.keys.share;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the shares of one factor must be, without telling them: leaf_x = SHA-256(ctx("share", rid, uint32 committee, uint8
 * class, uint8 x, share)) for x = 1..n. The ledger has shareRoot, the RFC 9162 root over them; the leaves lie beside the
 * record and go with each deal, so that everybody checks each share alone and a liar is named.
 *
 * @param committee the epoch of the committee to which the shares were dealt
 */
public record ShareLeaves(Hash chainId, Id rid, int committee, ShareClass shareClass, List<Hash> leaves) {
    /** @throws IllegalArgumentException if there are not 2 to 255 leaves */
    public ShareLeaves {
        leaves = List.copyOf(leaves);
        if (leaves.size() < 2 || leaves.size() > Share.MAX_X) {
            throw new IllegalArgumentException("there are 2 to 255 leaves, not " + leaves.size());
        }
    }

    static ShareLeaves of(Hash chainId, int committee, List<Share> shares) {
        Share first = shares.get(0);
        return new ShareLeaves(
                chainId,
                first.rid(),
                committee,
                first.shareClass(),
                shares.stream().map(share -> leaf(chainId, committee, share)).toList());
    }

    /** Reads a uint8 count and that many hashes. */
    public static ShareLeaves decode(Hash chainId, Id rid, int committee, ShareClass shareClass, Bytes encoded)
            throws CryptoException.Malformed {
        try {
            CanonicalReader in = new CanonicalReader("share leaves", encoded);
            int count = in.u8();
            List<Hash> leaves = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                leaves.add(Hash.read(in));
            }
            in.end();
            return new ShareLeaves(chainId, rid, committee, shareClass, leaves);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new CryptoException.Malformed("the leaves of shares cannot be read", e);
        }
    }

    public Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter(1 + leaves.size() * Hash.SIZE).u8(leaves.size());
        leaves.forEach(leaf -> out.fixed(leaf.bytes()));
        return out.toBytes();
    }

    /** n: how many shares there are. */
    public int size() {
        return leaves.size();
    }

    /** shareRoot: the RFC 9162 root whose entries are leaf_1 to leaf_n. */
    public Hash root() {
        return MerkleTree.root(
                MerkleTree.leafHashes(leaves.stream().map(Hash::bytes).toList()));
    }

    /** @throws CryptoException.BadShare if it is not the share that was dealt to its seat */
    public void verify(Share share) throws CryptoException.BadShare {
        if (!share.rid().equals(rid) || share.shareClass() != shareClass) {
            throw new CryptoException.BadShare(share.x(), "it is of another record or class");
        }
        if (share.x() > leaves.size()) {
            throw new CryptoException.BadShare(share.x(), "the committee has " + leaves.size() + " seats");
        }
        if (!leaf(chainId, committee, share).equals(leaves.get(share.x() - 1))) {
            throw new CryptoException.BadShare(share.x(), "it is not the one that was dealt");
        }
    }

    static Hash leaf(Hash chainId, int committee, Share share) {
        byte[] value = share.value().toArray();
        try {
            return Fingerprint.sha256(Fingerprint.context(
                    "share",
                    chainId,
                    share.rid().bytes(),
                    new CanonicalWriter(4).u32(committee).toBytes(),
                    uint8(share.shareClass().code()),
                    uint8(share.x()),
                    Bytes.copyOf(value)));
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    private static Bytes uint8(int value) {
        return Bytes.wrap(new byte[] {(byte) value});
    }
}
