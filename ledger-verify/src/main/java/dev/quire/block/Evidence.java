package dev.quire.block;

/** Proof that somebody lied, good in front of anyone who knows the members' keys. */
public sealed interface Evidence {
    /**
     * A member signed two votes of one kind, height and view for different blocks.
     *
     * @param first the vote that was seen first
     */
    record DoubleVote(PublicKey member, Vote first, Signature firstSignature, Vote second, Signature secondSignature)
            implements Evidence {}

    /** Two certificates for different blocks at one height: more members lied than the chain can bear. */
    record ConflictingCertificates(Certificate first, Certificate second) implements Evidence {}
}
