package dev.quire.internal.journal;

import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.HardState;
import java.util.List;
import java.util.Optional;

/**
 * What a start found.
 *
 * @param hardState term and vote; after the loss of the head file the initial ones, and then {@code recovering}
 * @param incarnation how many times this directory was opened, this time included
 * @param committedMark the highest height that the records call committed, 0 if none does; it may be above
 *     {@code lastHeight} when records were lost
 * @param firstHeight the lowest live height; 1 in an empty journal
 * @param lastHeight the highest live height; {@code firstHeight - 1} in an empty journal
 * @param terms the terms of the live entries, as runs; a lost entry counts to the run before it
 * @param newestCertificate the newest certificate given to {@link Journal#certificate}
 * @param openBlocks all BLOCK records above {@code committedMark}, replaced ones included, oldest first at each height
 * @param openPrepared all PREPARED records above {@code committedMark}, in the same order
 * @param prepared the newest of those, with its block
 * @param recovering the node may have forgotten what it promised: it must not vote, acknowledge or seal
 * @param damages what cannot be read; empty unless {@code recovering}, but for damage that lost nothing
 */
public record Recovered(
        HardState hardState,
        long incarnation,
        long committedMark,
        long firstHeight,
        long lastHeight,
        List<TermRun> terms,
        Optional<Certificate> newestCertificate,
        List<Written> openBlocks,
        List<Written> openPrepared,
        Optional<PreparedBlock> prepared,
        boolean recovering,
        List<Damage> damages) {
    /** That a record was written: what the node may have voted for, whatever was written later. */
    public record Written(long height, long term, Hash blockHash) {}

    public Recovered {
        terms = List.copyOf(terms);
        openBlocks = List.copyOf(openBlocks);
        openPrepared = List.copyOf(openPrepared);
        damages = List.copyOf(damages);
    }
}
