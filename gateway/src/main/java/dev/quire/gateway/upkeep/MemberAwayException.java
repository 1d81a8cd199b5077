package dev.quire.gateway.upkeep;

import dev.quire.health.Id;

/** A member's vault cannot be asked now. */
final class MemberAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Id orgId;

    MemberAwayException(Id orgId) {
        super("the vault of member " + orgId + " cannot be asked now: see whether it is up");
        this.orgId = orgId;
    }

    Id orgId() {
        return orgId;
    }
}
