package dev.quire.verify;

import dev.quire.block.MemberSet;
import dev.quire.receipt.Policy;

/** Whom the verifier trusts, and the least that it accepts of them. */
record Trust(MemberSet members, Policy policy) {}
