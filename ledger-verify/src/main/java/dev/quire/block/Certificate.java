package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The signatures of a quorum of members under one block (docs/spec/formats.md, section 6). It says nothing until
 * {@code CertificateVerifier} has checked it against the member set of its height.
 *
 * @param signatures ascending by member index, one per member
 */
public record Certificate(
        ConsensusMode mode,
        long height,
        Hash blockHash,
        long view,
        Hash memberSetHash,
        List<MemberSignature> signatures) {
    /** The most bytes that an encoded certificate may have. */
    public static final int MAX_SIZE = 100 + MemberSet.MAX_MEMBERS * (2 + Signature.SIZE);

    /**
     * One member's signature.
     *
     * @param memberIndex position in the member set
     */
    public record MemberSignature(int memberIndex, Signature signature) {}

    public Certificate {
        signatures = List.copyOf(signatures);
        for (int i = 0; i < signatures.size(); i++) {
            int index = signatures.get(i).memberIndex();
            if (index < 0
                    || index >= MemberSet.MAX_MEMBERS
                    || (i > 0 && signatures.get(i - 1).memberIndex() >= index)) {
                throw new IllegalArgumentException("signatures must ascend by member index: number " + i + " does not");
            }
        }
    }

    /** The vote that every signature in it signs. */
    public Vote vote(Hash chainId) {
        VoteKind kind = mode == ConsensusMode.CFT ? VoteKind.SEAL : VoteKind.COMMIT;
        return new Vote(kind, chainId, memberSetHash, height, view, blockHash);
    }

    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.CERTIFICATE, Tag.VERSION, 85 + signatures.size() * 66)
                .u8(mode.number())
                .u64(height)
                .fixed(blockHash.bytes())
                .u64(view)
                .fixed(memberSetHash.bytes())
                .u16(signatures.size());
        signatures.forEach(s -> out.u16(s.memberIndex()).fixed(s.signature().bytes()));
        return out.toBytes();
    }

    public static Certificate decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("certificate", bytes, Tag.CERTIFICATE, Tag.VERSION);
        ConsensusMode mode = ConsensusMode.read(in);
        long height = in.u64();
        Hash blockHash = Hash.read(in);
        long view = in.u64();
        Hash memberSetHash = Hash.read(in);
        int count = in.count16(MemberSet.MAX_MEMBERS);
        List<MemberSignature> signatures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            signatures.add(new MemberSignature(in.u16(), Signature.read(in)));
        }
        in.end();
        try {
            return new Certificate(mode, height, blockHash, view, memberSetHash, signatures);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("certificate: " + e.getMessage(), e);
        }
    }

    public Hash hash() {
        return Domain.CERTIFICATE.hash(encoded());
    }
}
