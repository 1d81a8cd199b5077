package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;

/**
 * One step from a member set to its successor: the old set certified a block that names the new one.
 *
 * @param header its {@code nextMemberSetHash} is the hash of {@code newSet}
 * @param certificate of that block, by the set before
 */
public record MemberSetLink(BlockHeader header, Certificate certificate, MemberSet newSet) {}
