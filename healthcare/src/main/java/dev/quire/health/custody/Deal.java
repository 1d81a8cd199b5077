package dev.quire.health.custody;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares that an author hands to one custodian, signed by a gateway of the author over ctx("deal", dealId, author, custodian,
 * uint32 key epoch, uint32 committee, H(message), then rid, uint8 class and leaves of each factor).
 *
 * @param dealId drawn at random; a deal may be handed in again as it is
 * @param keyEpoch of the custodian's key to which the message is sealed
 * @param leaves of each factor, 1 to {@link #MAX_FACTORS}, all of {@code committee}
 * @param message a sealed {@link dev.quire.health.keys.message.ShareList}
 */
public record Deal(
        Id dealId,
        Id author,
        Id custodian,
        int keyEpoch,
        int committee,
        List<ShareLeaves> leaves,
        Bytes message,
        PublicKey gateway,
        Signature signature) {
    /** The most factors in one deal. */
    public static final int MAX_FACTORS = 1000;
    /** The most bytes of a deal: committees of up to 64 seats with all those factors, and the message. */
    public static final int MAX_SIZE = 2_500_000;

    private static final int MAX_LEAVES_SIZE = 1 + 255 * Hash.SIZE;

    /** @throws IllegalArgumentException if there are no leaves, too many, or of another committee */
    public Deal {
        leaves = List.copyOf(leaves);
        if (leaves.isEmpty()
                || leaves.size() > MAX_FACTORS
                || leaves.stream().anyMatch(of -> of.committee() != committee)) {
            throw new IllegalArgumentException("a deal has 1 to 1,000 factors, all for its committee");
        }
    }

    /**
     * Signs a deal.
     *
     * @param message sealed under {@link Envelope#deal} with the same fields
     */
    public static Deal sign(
            Hash chainId,
            Id dealId,
            Id author,
            Id custodian,
            int keyEpoch,
            List<ShareLeaves> leaves,
            Bytes message,
            Signer gateway) {
        int committee = leaves.get(0).committee();
        Signature signature =
                gateway.sign(toSign(chainId, dealId, author, custodian, keyEpoch, committee, message, leaves));
        return new Deal(
                dealId, author, custodian, keyEpoch, committee, leaves, message, gateway.publicKey(), signature);
    }

    /**
     * As it is sent: dealId, author, custodian, uint32 key epoch, uint32 committee, uint16 count and rid, uint8 class, leaves
     * of each factor, then message, gateway, signature.
     */
    public Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter()
                .fixed(dealId.bytes())
                .fixed(author.bytes())
                .fixed(custodian.bytes())
                .u32(keyEpoch)
                .u32(committee)
                .u16(leaves.size());
        leaves.forEach(factor -> write(out, factor));
        return out.bytes(message)
                .fixed(gateway.bytes())
                .fixed(signature.bytes())
                .toBytes();
    }

    /** @throws MalformedException if these are not the bytes of a deal */
    public static Deal decode(Hash chainId, Bytes encoded) throws MalformedException {
        CanonicalReader in = new CanonicalReader("deal", encoded);
        Id dealId = new Id(in.fixed(Id.SIZE));
        Id author = new Id(in.fixed(Id.SIZE));
        Id custodian = new Id(in.fixed(Id.SIZE));
        int keyEpoch = in.u32();
        int committee = in.u32();
        int count = in.count16(MAX_FACTORS);
        List<ShareLeaves> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(readFactor(in, chainId, committee));
        }
        Bytes message = in.bytes(Envelope.MAX_SIZE);
        PublicKey gateway = new PublicKey(in.fixed(PublicKey.SIZE));
        Signature signature = new Signature(in.fixed(Signature.SIZE));
        in.end();
        try {
            return new Deal(dealId, author, custodian, keyEpoch, committee, leaves, message, gateway, signature);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("deal: " + e.getMessage(), e);
        }
    }

    private static ShareLeaves readFactor(CanonicalReader in, Hash chainId, int committee) throws MalformedException {
        Id rid = new Id(in.fixed(Id.SIZE));
        ShareClass shareClass = CustodyEvent.readClass(in);
        try {
            return ShareLeaves.decode(chainId, rid, committee, shareClass, in.bytes(MAX_LEAVES_SIZE));
        } catch (CryptoException.Malformed e) {
            throw new MalformedException("deal: " + e.getMessage(), e);
        }
    }

    private static void write(CanonicalWriter out, ShareLeaves factor) {
        out.fixed(factor.rid().bytes()).u8(factor.shareClass().code()).bytes(factor.encoded());
    }

    boolean isSigned(Hash chainId, SignatureScheme scheme) {
        Bytes signed = toSign(chainId, dealId, author, custodian, keyEpoch, committee, message, leaves);
        return scheme.verifyTransaction(gateway, signed, signature);
    }

    Envelope envelope(Hash chainId) {
        return Envelope.deal(chainId, dealId, author, custodian, keyEpoch, committee);
    }

    private static Bytes toSign(
            Hash chainId,
            Id dealId,
            Id author,
            Id custodian,
            int keyEpoch,
            int committee,
            Bytes message,
            List<ShareLeaves> leaves) {
        CanonicalWriter factors = new CanonicalWriter();
        leaves.forEach(factor -> write(factors, factor));
        return Fingerprint.context(
                "deal",
                chainId,
                dealId.bytes(),
                author.bytes(),
                custodian.bytes(),
                new CanonicalWriter(8).u32(keyEpoch).u32(committee).toBytes(),
                Fingerprint.sha256(message).bytes(),
                factors.toBytes());
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "Deal[" + dealId + " of " + author + " to " + custodian + "]";
    }
}
