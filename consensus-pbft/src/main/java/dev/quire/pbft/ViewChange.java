package dev.quire.pbft;

import dev.quire.block.Certificate;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * "I have left all views below this one, and this is what I knew": the certificate of the member's newest committed
 * block, and of the height above it at most one prepared certificate.
 *
 * @param member the sender's position in the member set
 * @param committedHeight 0: nothing but block 0, and no certificate
 */
record ViewChange(
        int member,
        long view,
        long committedHeight,
        Optional<Certificate> certificate,
        Optional<PreparedCertificate> prepared,
        Signature signature)
        implements PbftMessage {
    static final int MAX_SIZE = 128 + Certificate.MAX_SIZE + PreparedCertificate.MAX_SIZE;
    private static final int TAG = 0x51;
    private static final int VERSION = 1;

    /** The statement that the member signs. */
    static Vote vote(
            Hash chainId,
            Hash memberSetHash,
            long view,
            long committedHeight,
            Optional<Certificate> certificate,
            Optional<PreparedCertificate> prepared) {
        Bytes content = new CanonicalWriter()
                .bytes(certificate.map(Certificate::encoded).orElse(Bytes.EMPTY))
                .bytes(prepared.map(PreparedCertificate::encoded).orElse(Bytes.EMPTY))
                .toBytes();
        return new Vote(
                VoteKind.VIEW_CHANGE,
                chainId,
                memberSetHash,
                committedHeight + 1,
                view,
                Domain.VIEW_CHANGE.hash(content));
    }

    Vote vote(Hash chainId, Hash memberSetHash) {
        return vote(chainId, memberSetHash, view, committedHeight, certificate, prepared);
    }

    Bytes encoded() {
        return CanonicalWriter.structure(TAG, VERSION, 512)
                .u16(member)
                .u64(view)
                .u64(committedHeight)
                .bytes(certificate.map(Certificate::encoded).orElse(Bytes.EMPTY))
                .bytes(prepared.map(PreparedCertificate::encoded).orElse(Bytes.EMPTY))
                .fixed(signature.bytes())
                .toBytes();
    }

    static ViewChange decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("view change", bytes, TAG, VERSION);
        int member = in.u16();
        long view = in.u64();
        long committedHeight = in.u64();
        Bytes certificate = in.bytes(Certificate.MAX_SIZE);
        Bytes prepared = in.bytes(PreparedCertificate.MAX_SIZE);
        Signature signature = new Signature(in.fixed(Signature.SIZE));
        in.end();
        return new ViewChange(
                member,
                view,
                committedHeight,
                certificate.isEmpty() ? Optional.empty() : Optional.of(Certificate.decode(certificate)),
                prepared.isEmpty() ? Optional.empty() : Optional.of(PreparedCertificate.decode(prepared)),
                signature);
    }
}
