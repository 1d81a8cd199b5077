package dev.quire.lightclient;

import dev.quire.block.Certificate;
import dev.quire.block.Evidence;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Policy;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification.Invalid;
import java.util.Optional;

/**
 * Proof that a certified history was rewritten: two certified blocks, of one chain by its id, have different blocks at one
 * height below or at theirs. More members lied than the chain can bear, and each certificate names those who signed.
 *
 * @param first of a block at some height
 * @param second of another block at the same height
 */
public record Fork(HeaderProof first, HeaderProof second) {
    /** The most bytes that an encoded fork may have. */
    public static final int MAX_SIZE = 16 + 2 * HeaderProof.MAX_SIZE;

    /** @throws IllegalArgumentException if both may hold */
    public Fork {
        if (first.header().height() != second.header().height()
                || first.header().equals(second.header())) {
            throw new IllegalArgumentException(
                    "proofs of different heights or of one block do not contradict each other");
        }
    }

    /**
     * What is wrong with one of the proofs; empty if both hold, so that members have lied.
     *
     * @param trusted the set in force at the first block of either proof's chain of member sets
     */
    public Optional<Invalid> verify(ReceiptVerifier verifier, MemberSet trusted, Policy policy) {
        for (HeaderProof proof : new HeaderProof[] {first, second}) {
            if (verifier.verify(proof, trusted, policy) instanceof Invalid invalid) {
                return Optional.of(invalid);
            }
        }
        return Optional.empty();
    }

    /** The same as evidence against the members, where both certificates are of the height in question. */
    public Optional<Evidence.ConflictingCertificates> conflictingCertificates() {
        Certificate one = first.anchor().certificate();
        Certificate other = second.anchor().certificate();
        long height = first.header().height();
        return one.height() == height && other.height() == height
                ? Optional.of(new Evidence.ConflictingCertificates(one, other))
                : Optional.empty();
    }

    public Bytes encoded() {
        return CanonicalWriter.structure(Tag.FORK, Tag.VERSION, 8192)
                .bytes(first.encoded())
                .bytes(second.encoded())
                .toBytes();
    }

    public static Fork decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("fork", bytes, Tag.FORK, Tag.VERSION);
        HeaderProof first = HeaderProof.decode(in.bytes(HeaderProof.MAX_SIZE));
        HeaderProof second = HeaderProof.decode(in.bytes(HeaderProof.MAX_SIZE));
        in.end();
        try {
            return new Fork(first, second);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("fork: " + e.getMessage(), e);
        }
    }
}
