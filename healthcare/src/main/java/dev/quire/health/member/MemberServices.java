package dev.quire.health.member;

import dev.quire.health.Id;

/** The way to each member's service, for one caller. */
@FunctionalInterface
public interface MemberServices {
    /** The service of a member; it need not be up. */
    MemberService of(Id orgId);
}
