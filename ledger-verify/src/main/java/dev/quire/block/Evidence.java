package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;

/**
 * Proof that somebody lied, good in front of anyone who knows the members' keys (docs/spec/formats.md, section 6.6). It
 * says nothing until {@code EvidenceVerifier} has checked it.
 */
public sealed interface Evidence {
    /** The most bytes that encoded evidence may have. */
    int MAX_SIZE = 16 + 2 * Certificate.MAX_SIZE;

    /**
     * A member signed two votes of one kind, height and view for different blocks.
     *
     * @param first the vote that was seen first
     */
    record DoubleVote(PublicKey member, Vote first, Signature firstSignature, Vote second, Signature secondSignature)
            implements Evidence {
        /** @throws IllegalArgumentException if an honest member may sign both */
        public DoubleVote {
            boolean samePlace = first.kind() == second.kind()
                    && first.chainId().equals(second.chainId())
                    && first.memberSetHash().equals(second.memberSetHash())
                    && first.height() == second.height()
                    && first.view() == second.view();
            boolean once = first.kind() == VoteKind.PROPOSE
                    || first.kind() == VoteKind.PREPARE
                    || first.kind() == VoteKind.COMMIT;
            if (!samePlace || !once || first.blockHash().equals(second.blockHash())) {
                throw new IllegalArgumentException("an honest member may sign both " + first + " and " + second);
            }
        }

        @Override
        public Bytes encoded() {
            return CanonicalWriter.structure(Tag.EVIDENCE, Tag.VERSION, 308)
                    .u8(DOUBLE_VOTE)
                    .fixed(member.bytes())
                    .u8(first.kind().number())
                    .fixed(first.chainId().bytes())
                    .fixed(first.memberSetHash().bytes())
                    .u64(first.height())
                    .u64(first.view())
                    .fixed(first.blockHash().bytes())
                    .fixed(firstSignature.bytes())
                    .fixed(second.blockHash().bytes())
                    .fixed(secondSignature.bytes())
                    .toBytes();
        }

        private static DoubleVote read(CanonicalReader in) throws MalformedException {
            PublicKey member = PublicKey.read(in);
            VoteKind kind = VoteKind.read(in);
            Hash chainId = Hash.read(in);
            Hash memberSetHash = Hash.read(in);
            long height = in.u64();
            long view = in.u64();
            Vote first = new Vote(kind, chainId, memberSetHash, height, view, Hash.read(in));
            Signature firstSignature = Signature.read(in);
            Vote second = new Vote(kind, chainId, memberSetHash, height, view, Hash.read(in));
            try {
                return new DoubleVote(member, first, firstSignature, second, Signature.read(in));
            } catch (IllegalArgumentException e) {
                throw new MalformedException("evidence: " + e.getMessage(), e);
            }
        }
    }

    /** Two certificates for different blocks at one height: more members lied than the chain can bear. */
    record ConflictingCertificates(Certificate first, Certificate second) implements Evidence {
        /** @throws IllegalArgumentException if both may hold */
        public ConflictingCertificates {
            if (first.height() != second.height() || first.blockHash().equals(second.blockHash())) {
                throw new IllegalArgumentException("certificates of different heights or of one block do not conflict");
            }
        }

        @Override
        public Bytes encoded() {
            return CanonicalWriter.structure(Tag.EVIDENCE, Tag.VERSION, 1024)
                    .u8(CONFLICTING_CERTIFICATES)
                    .bytes(first.encoded())
                    .bytes(second.encoded())
                    .toBytes();
        }

        private static ConflictingCertificates read(CanonicalReader in) throws MalformedException {
            Certificate first = Certificate.decode(in.bytes(Certificate.MAX_SIZE));
            Certificate second = Certificate.decode(in.bytes(Certificate.MAX_SIZE));
            try {
                return new ConflictingCertificates(first, second);
            } catch (IllegalArgumentException e) {
                throw new MalformedException("evidence: " + e.getMessage(), e);
            }
        }
    }

    /** The number of {@link DoubleVote} in canonical bytes. */
    int DOUBLE_VOTE = 1;
    /** The number of {@link ConflictingCertificates} in canonical bytes. */
    int CONFLICTING_CERTIFICATES = 2;

    Bytes encoded();

    static Evidence decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("evidence", bytes, Tag.EVIDENCE, Tag.VERSION);
        int kind = in.u8();
        Evidence evidence = switch (kind) {
            case DOUBLE_VOTE -> DoubleVote.read(in);
            case CONFLICTING_CERTIFICATES -> ConflictingCertificates.read(in);
            default -> throw in.malformed("evidence of kind " + kind + " is unknown");
        };
        in.end();
        return evidence;
    }
}
