package dev.quire.health.custody;

import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.Share;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A custodian that releases without asking anybody: what its organisation can do with its key and its shares. */
public final class Liar {
    private Liar() {}

    /** A release that is signed and sealed as it should be, of shares that nobody dealt. */
    public static CustodyAnswer.Release falseShares(
            Hash chainId,
            Id custodian,
            Signer signer,
            Id aid,
            Id requester,
            int committee,
            X25519PublicKey oneTimeKey,
            List<Share> shares)
            throws CryptoException {
        SecureRandom random = new SecureRandom();
        List<Share> invented = new ArrayList<>();
        for (Share share : shares) {
            invented.add(new Share(share.rid(), share.shareClass(), share.x(), Secret.random(random)));
        }
        return release(chainId, custodian, signer, aid, requester, committee, oneTimeKey, invented);
    }

    /** A release of these shares, whatever the ledger says. */
    public static CustodyAnswer.Release release(
            Hash chainId,
            Id custodian,
            Signer signer,
            Id aid,
            Id requester,
            int committee,
            X25519PublicKey oneTimeKey,
            List<Share> shares)
            throws CryptoException {
        List<CustodyEvent.Named> named = shares.stream()
                .map(share -> new CustodyEvent.Named(share.rid(), share.shareClass()))
                .toList();
        SignedEntry entry = SignedEntry.sign(
                0,
                Hash.ZERO,
                chainId,
                custodian,
                0,
                new CustodyEvent.Released(aid, requester, committee, named),
                signer);
        Envelope envelope = Envelope.release(chainId, aid, custodian, committee, entry.hash());
        return new CustodyAnswer.Release(
                entry, envelope.seal(oneTimeKey, new ShareList(shares).encoded(), new SecureRandom()));
    }
}
