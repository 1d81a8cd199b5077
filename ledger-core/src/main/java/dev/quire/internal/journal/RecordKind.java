package dev.quire.internal.journal;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import java.util.Optional;

/** What a record holds, and the most bytes that it may have. Numbers are part of the format. */
enum RecordKind {
    /** A block; replaces what the journal held at its height and above. */
    BLOCK(1, Block.MAX_SIZE),
    /** PBFT: a quorum prepared the block that it names, which an earlier record holds. */
    PREPARED(2, PreparedFormat.MAX_SIZE),
    /** A certificate of a block. */
    CERT(3, Certificate.MAX_SIZE),
    /** The journal begins above this block, whose header it holds: a snapshot has the state after it. */
    BASE(4, BlockHeader.MAX_SIZE),
    /** A block that was damaged, once more; replaces what stands at its height alone. */
    REPAIR(5, Block.MAX_SIZE);

    private final int number;
    private final int maxBytes;

    RecordKind(int number, int maxBytes) {
        this.number = number;
        this.maxBytes = maxBytes;
    }

    int number() {
        return number;
    }

    int maxBytes() {
        return maxBytes;
    }

    static Optional<RecordKind> of(int number) {
        return number >= 1 && number <= values().length ? Optional.of(values()[number - 1]) : Optional.empty();
    }
}
