package dev.quire.examples.hospital;

import dev.quire.health.Decision;
import dev.quire.health.Id;

/** The ledger did not permit an access. The refusal is on the ledger. */
final class NotPermittedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotPermittedException(Id aid, Decision decision) {
        super("access " + aid + " was decided " + decision + ": nothing is opened");
    }

    NotPermittedException(Id aid, String why) {
        super("access " + aid + ": " + why + ": nothing is opened");
    }
}
