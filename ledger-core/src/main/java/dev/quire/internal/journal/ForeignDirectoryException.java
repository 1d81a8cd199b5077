package dev.quire.internal.journal;

import java.io.IOException;

/** The directory belongs to another chain or to another node. Nothing in it was touched. */
public final class ForeignDirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignDirectoryException(String file, Identity found, Identity wanted) {
        super(file + " belongs to chain " + found.chainId() + " and node " + found.nodeId() + ", but this is node "
                + wanted.nodeId() + " of chain " + wanted.chainId()
                + ": start it with its own data directory, or with the key and genesis of this one");
    }
}
