package dev.quire.gateway.custody;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.custody.ShareStore;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareLeaves;
import java.util.Arrays;

/** A share as it lies in the store: uint8 x ‖ 32 bytes of share ‖ author ‖ chainId ‖ LP(leaves). */
final class StoredShare {
    private static final int HEAD_SIZE = 1 + Secret.SIZE;
    private static final int MAX_LEAVES_SIZE = 1 + Share.MAX_X * Hash.SIZE;

    private StoredShare() {}

    static byte[] key(ShareStore.Place place) {
        return new CanonicalWriter()
                .fixed(place.rid().bytes())
                .u8(place.shareClass().code())
                .u32(place.committee())
                .toBytes()
                .toArray();
    }

    /** Holds the share: the caller overwrites it. */
    static byte[] encode(ShareStore.Stored stored) {
        byte[] tail = new CanonicalWriter()
                .fixed(stored.author().bytes())
                .fixed(stored.leaves().chainId().bytes())
                .bytes(stored.leaves().encoded())
                .toBytes()
                .toArray();
        byte[] encoded = new byte[HEAD_SIZE + tail.length];
        byte[] value = stored.share().value().toArray();
        encoded[0] = (byte) stored.share().x();
        System.arraycopy(value, 0, encoded, 1, value.length);
        Arrays.fill(value, (byte) 0);
        System.arraycopy(tail, 0, encoded, HEAD_SIZE, tail.length);
        return encoded;
    }

    static ShareStore.Stored decode(ShareStore.Place place, byte[] encoded)
            throws MalformedException, CryptoException.Malformed {
        CanonicalReader in = new CanonicalReader(
                "stored share",
                Bytes.wrap(Arrays.copyOfRange(encoded, Math.min(HEAD_SIZE, encoded.length), encoded.length)));
        Id author = new Id(in.fixed(Id.SIZE));
        Hash chainId = Hash.read(in);
        ShareLeaves leaves = ShareLeaves.decode(
                chainId, place.rid(), place.committee(), place.shareClass(), in.bytes(MAX_LEAVES_SIZE));
        in.end();
        Share share = new Share(place.rid(), place.shareClass(), encoded[0] & 0xff, Secret.copyOf(encoded, 1));
        return new ShareStore.Stored(share, author, leaves);
    }
}
