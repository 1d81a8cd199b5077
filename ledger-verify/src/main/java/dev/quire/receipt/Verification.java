package dev.quire.receipt;

import dev.quire.block.ConsensusMode;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.ProvenState;
import java.util.List;

/** What a verifier found. */
public sealed interface Verification {
    /**
     * The receipt proves this.
     *
     * @param outcomeCode 0: applied; else the number of the plugin's refusal
     * @param height of the transaction's block
     * @param timeMicros of that block, microseconds since 1970
     * @param mode what the certificate promises
     * @param signatures how many members signed it
     */
    record Valid(int outcomeCode, long height, long timeMicros, ConsensusMode mode, int signatures)
            implements Verification {}

    /**
     * What a state receipt says to one of its questions.
     *
     * @param entries all that the state had of it, in order; none where it had nothing
     */
    record Answer(KeyRange asked, List<ProvenState.Entry> entries) {
        public Answer {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The state receipt proves this.
     *
     * @param answers one for each question, in their order
     * @param height of the block after which the state was so
     * @param timeMicros of that block, microseconds since 1970
     * @param mode what the certificate promises
     * @param signatures how many members signed it
     */
    record ValidState(List<Answer> answers, long height, long timeMicros, ConsensusMode mode, int signatures)
            implements Verification {
        public ValidState {
            answers = List.copyOf(answers);
        }
    }

    /**
     * The header proof proves this block, and that the certified chain goes on from it unchanged.
     *
     * @param hash of the older block
     * @param timeMicros of that block, microseconds since 1970
     * @param mode what the certificate of the newer block promises
     * @param signatures how many members signed it
     */
    record ValidHeader(Hash hash, long height, long timeMicros, ConsensusMode mode, int signatures)
            implements Verification {}

    /**
     * The receipt proves nothing.
     *
     * @param explanation one sentence with the values that do not fit
     */
    record Invalid(Reason reason, String explanation) implements Verification {}

    /** Why a receipt or a certificate was refused. The numbers are published and never reused. */
    enum Reason {
        /** Its parts, or the expected chain, name different chains. */
        FOREIGN_CHAIN(1),
        TRANSACTION_NOT_IN_BLOCK(2),
        /** The result leaf is of another transaction. */
        RESULT_OF_ANOTHER(3),
        RESULT_NOT_IN_BLOCK(4),
        /** The transaction's block is not among those that the anchor's history covers. */
        BLOCK_NOT_IN_HISTORY(5),
        /** A step from one member set to the next does not hold. */
        BROKEN_MEMBER_SET_CHAIN(6),
        /** The block or certificate is not of the member set that the verifier's trust leads to. */
        WRONG_MEMBER_SET(7),
        /** The certificate is of another block than the one that it stands beside. */
        CERTIFICATE_OF_ANOTHER(8),
        WRONG_MODE(9),
        UNKNOWN_SIGNER(10),
        TOO_FEW_SIGNATURES(11),
        BAD_SIGNATURE(12),
        /** All holds, but it is less than the policy asks for. */
        BELOW_POLICY(13),
        /** The state proof is of another state than the block's. */
        STATE_OF_ANOTHER_ROOT(14),
        /** The state proof does not answer all that was asked. */
        NOT_COVERED(15),
        /** The newer block's history does not begin with the older one's. */
        REWRITTEN_HISTORY(16);

        private final int number;

        Reason(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        Invalid because(String explanation) {
            return new Invalid(this, explanation);
        }
    }

    default boolean isValid() {
        return !(this instanceof Invalid);
    }
}
