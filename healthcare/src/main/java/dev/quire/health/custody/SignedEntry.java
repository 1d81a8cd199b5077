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

/**
 * One entry of a custodian's log, signed: uint64 number, hash of the entry before it (zeros for the first), chain, custodian,
 * uint64 time, event, then 64 bytes of signature over ctx("custody.log", all before). Its hash is SHA-256 of all of it. Each
 * entry names the one before, so a custodian that shows two histories, or leaves a line out, is convicted by its signatures.
 *
 * @param timeMicros by the custodian's own clock, microseconds since 1970
 */
public record SignedEntry(
        long number,
        Hash previous,
        Hash chainId,
        Id custodian,
        long timeMicros,
        CustodyEvent event,
        Signature signature) {
    /** The most bytes of an entry: the event of a thousand shares, and some. */
    public static final int MAX_SIZE = 20_000;

    /** The entry after {@code previous}. */
    static SignedEntry sign(
            long number,
            Hash previous,
            Hash chainId,
            Id custodian,
            long timeMicros,
            CustodyEvent event,
            Signer signer) {
        Bytes unsigned = unsigned(number, previous, chainId, custodian, timeMicros, event);
        return new SignedEntry(
                number, previous, chainId, custodian, timeMicros, event, signer.sign(toSign(chainId, unsigned)));
    }

    /** Did the owner of {@code key} sign it? */
    public boolean isSignedBy(PublicKey key, SignatureScheme scheme) {
        return scheme.verifyTransaction(key, toSign(chainId, unsigned()), signature);
    }

    /** Is this the entry right after {@code before}? */
    public boolean follows(SignedEntry before) {
        return number == before.number + 1
                && previous.equals(before.hash())
                && chainId.equals(before.chainId)
                && custodian.equals(before.custodian);
    }

    public Hash hash() {
        return Fingerprint.sha256(encoded());
    }

    public Bytes encoded() {
        return unsigned().concat(signature.bytes());
    }

    public static SignedEntry decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = new CanonicalReader("custody entry", encoded);
        SignedEntry entry = new SignedEntry(
                in.u64(),
                Hash.read(in),
                Hash.read(in),
                new Id(in.fixed(Id.SIZE)),
                in.u64(),
                CustodyEvent.read(in),
                new Signature(in.fixed(Signature.SIZE)));
        in.end();
        return entry;
    }

    private Bytes unsigned() {
        return unsigned(number, previous, chainId, custodian, timeMicros, event);
    }

    private static Bytes unsigned(
            long number, Hash previous, Hash chainId, Id custodian, long timeMicros, CustodyEvent event) {
        CanonicalWriter out = new CanonicalWriter()
                .u64(number)
                .fixed(previous.bytes())
                .fixed(chainId.bytes())
                .fixed(custodian.bytes())
                .u64(timeMicros);
        event.write(out);
        return out.toBytes();
    }

    private static Bytes toSign(Hash chainId, Bytes unsigned) {
        return Fingerprint.context("custody.log", chainId, unsigned);
    }
}
