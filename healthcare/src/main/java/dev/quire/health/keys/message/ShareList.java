package dev.quire.health.keys.message;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Shares of several records, the plaintext of a deal or a release: uint16 count, then for each share rid, uint8 class,
 * uint8 x and 32 bytes, ascending by rid, class and x. Closed by whoever made it.
 */
public record ShareList(List<Share> shares) implements AutoCloseable {
    /** The most shares in one message. */
    public static final int MAX_SHARES = 1000;

    private static final int ENTRY_SIZE = Id.SIZE + 2 + Secret.SIZE;
    private static final Comparator<Share> ORDER =
            Comparator.comparing(Share::rid).thenComparing(Share::shareClass).thenComparing(Share::x);

    /** @throws IllegalArgumentException if there are none, more than {@link #MAX_SHARES}, or one comes twice */
    public ShareList {
        shares = shares.stream().sorted(ORDER).toList();
        if (shares.isEmpty() || shares.size() > MAX_SHARES || !ascend(shares)) {
            throw new IllegalArgumentException("a message holds 1 to 1,000 different shares");
        }
    }

    private static boolean ascend(List<Share> shares) {
        for (int i = 1; i < shares.size(); i++) {
            if (ORDER.compare(shares.get(i - 1), shares.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** For {@link Envelope#seal}, which overwrites it. */
    public byte[] encoded() {
        ByteBuffer out = ByteBuffer.allocate(Short.BYTES + shares.size() * ENTRY_SIZE);
        out.putShort((short) shares.size());
        for (Share share : shares) {
            byte[] value = share.value().toArray();
            out.put(share.rid().bytes().asBuffer());
            out.put((byte) share.shareClass().code()).put((byte) share.x()).put(value);
            Arrays.fill(value, (byte) 0);
        }
        return out.array();
    }

    /** @param plaintext overwritten */
    public static ShareList decode(byte[] plaintext) throws CryptoException.Malformed {
        try {
            int count = plaintext.length < Short.BYTES
                    ? 0
                    : Short.toUnsignedInt(ByteBuffer.wrap(plaintext).getShort());
            if (count < 1 || count > MAX_SHARES || plaintext.length != Short.BYTES + count * ENTRY_SIZE) {
                throw new CryptoException.Malformed("a list of shares is cut short, too long, or not of 1 to 1,000");
            }
            List<Share> shares = new ArrayList<>(count);
            for (int at = Short.BYTES; at < plaintext.length; at += ENTRY_SIZE) {
                shares.add(share(plaintext, at));
            }
            if (!ascend(shares)) {
                throw new CryptoException.Malformed("the shares in a list do not ascend");
            }
            return new ShareList(shares);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    private static Share share(byte[] plaintext, int at) throws CryptoException.Malformed {
        Id rid = new Id(Bytes.copyOf(ByteBuffer.wrap(plaintext, at, Id.SIZE)));
        int code = plaintext[at + Id.SIZE] & 0xff;
        int x = plaintext[at + Id.SIZE + 1] & 0xff;
        ShareClass shareClass = Arrays.stream(ShareClass.values())
                .filter(known -> known.code() == code)
                .findFirst()
                .orElseThrow(() -> new CryptoException.Malformed("there is no class of shares " + code));
        if (x < 1) {
            throw new CryptoException.Malformed("a share is of seat 0, where the factor itself lies");
        }
        return new Share(rid, shareClass, x, Secret.copyOf(plaintext, at + Id.SIZE + 2));
    }

    @Override
    public void close() {
        shares.forEach(Share::close);
    }
}
