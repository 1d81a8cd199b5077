package dev.quire.examples.hospital;

import dev.quire.health.Id;

/** A record is not what its author put on the ledger. The message names the record and says what to do. */
final class DamagedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedRecordException(Id rid, String what) {
        super("record " + rid + ": " + what + ". Restore its file from another copy of the vault.");
    }
}
