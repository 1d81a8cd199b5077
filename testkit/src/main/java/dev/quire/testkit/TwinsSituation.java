package dev.quire.testkit;

/** What Twins scenarios should get into now and then. */
enum TwinsSituation {
    /** The named leader's proposal was let through in its round. */
    ROUND_LED,
    /** The rounds went on, or ended, without one. */
    ROUND_NOT_LED,
    ROUND_WITH_BLOCK,
    /** Both instances of a member proposed, different blocks in one place. */
    BOTH_TWINS_LED,
    /** Both voted PREPARE, for different blocks in one place. */
    BOTH_TWINS_PREPARED,
    /** A member left a view with a prepared block that is not committed as far as it knows. */
    LEFT_WITH_PREPARED_BLOCK,
    /** A view began with a block that an earlier one had prepared. */
    PREPARED_BLOCK_PROPOSED_AGAIN,
    /** Different blocks were proposed for one height in different views. */
    HEIGHT_PROPOSED_ANEW,
    /** Some committed a block in a round that others did not see. */
    HONEST_APART_AT_HEALING,
    /** The rounds ended because nothing moved any more. */
    STALLED,
    /** An honest instance was shown both of two conflicting votes. */
    EQUIVOCATION_SEEN,
    EVIDENCE,
    /** Two honest instances or more can convict the same member. */
    EVIDENCE_OF_SEVERAL,
    CERTIFIED_BLOCK_TAKEN,
    VIEW_JUMPED,
    /** Lost between two groups. */
    CUT,
    /** Lost although the groups were one. */
    DROPPED
}
