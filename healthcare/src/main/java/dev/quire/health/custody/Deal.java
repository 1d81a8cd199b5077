package dev.quire.health.custody;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.share.ShareLeaves;
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
        for (ShareLeaves factor : leaves) {
            factors.fixed(factor.rid().bytes()).u8(factor.shareClass().code()).bytes(factor.encoded());
        }
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
