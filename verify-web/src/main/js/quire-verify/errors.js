/** The bytes or the text are not what they are said to be: nothing was judged, because there is nothing to judge. */
export class MalformedError extends Error {
  name = 'MalformedError';
}

/** This browser lacks what it takes to judge. It says nothing about the proof: use another browser. */
export class UnsupportedError extends Error {
  name = 'UnsupportedError';
}

/** The published numbers of section 8.2. Never reused. */
export const REASONS = Object.freeze({
  FOREIGN_CHAIN: 1,
  TRANSACTION_NOT_IN_BLOCK: 2,
  RESULT_OF_ANOTHER: 3,
  RESULT_NOT_IN_BLOCK: 4,
  BLOCK_NOT_IN_HISTORY: 5,
  BROKEN_MEMBER_SET_CHAIN: 6,
  WRONG_MEMBER_SET: 7,
  CERTIFICATE_OF_ANOTHER: 8,
  WRONG_MODE: 9,
  UNKNOWN_SIGNER: 10,
  TOO_FEW_SIGNATURES: 11,
  BAD_SIGNATURE: 12,
  BELOW_POLICY: 13,
  STATE_OF_ANOTHER_ROOT: 14,
  NOT_COVERED: 15,
  REWRITTEN_HISTORY: 16,
});

/** The proof proves nothing, for one of the {@link REASONS}. Stays inside: verify() turns it into a verdict. */
export class Refusal extends Error {
  constructor(reason, explanation) {
    super(explanation);
    this.reason = reason;
  }
}

/** Refuses for {@code reason} unless {@code condition} holds. */
export function require(condition, reason, explanation) {
  if (!condition) {
    throw new Refusal(reason, explanation);
  }
}
