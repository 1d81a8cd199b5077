package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;

/** Blocks that differ where a test needs them to; nothing in them is true. */
final class RuntimeBlocks {
    private RuntimeBlocks() {}

    static Block block(long height, long variant) {
        return block(height, variant, List.of());
    }

    static Block block(long height, long variant, List<Transaction> transactions) {
        PublicKey nobody = new PublicKey(Hash.ZERO.bytes());
        BlockHeader header = new BlockHeader(
                Hash.ZERO,
                height,
                1 + variant,
                Hash.ZERO,
                0,
                Hash.ZERO,
                nobody,
                Hash.ZERO,
                transactions.size(),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                List.of(),
                Bytes.EMPTY);
        return new Block(header, Optional.empty(), transactions);
    }
}
