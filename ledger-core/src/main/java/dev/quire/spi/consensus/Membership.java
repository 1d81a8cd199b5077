package dev.quire.spi.consensus;

import dev.quire.block.MemberSet;

/** Who takes part. Learners and joint sets will stand beside {@code voters}. */
public record Membership(MemberSet voters) {}
