package dev.quire.health.custody;

import java.util.concurrent.CompletionStage;

/** The custodian's own node, the only one it believes. */
@FunctionalInterface
public interface CustodyLedger {
    /**
     * The node's own executed state, at a height that no write which was acknowledged to anyone before this call is missing
     * from. Fails where the node is cut off from the others.
     */
    CompletionStage<CustodyView> read();
}
