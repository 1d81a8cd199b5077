package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a peer can put under a hash that is known to be right. */
class BlockBodyTest {
    private static final Certificate ONE = new Certificate(ConsensusMode.BFT, 1, Hash.ZERO, 0, Hash.ZERO, List.of());
    private static final Certificate OTHER = new Certificate(ConsensusMode.BFT, 1, Hash.ZERO, 7, Hash.ZERO, List.of());
    private static final Optional<BlockHeader> NAMES_NONE =
            Optional.of(header(2, Optional.empty(), MerkleTree.EMPTY_ROOT));
    private static final Optional<BlockHeader> NAMES_ONE =
            Optional.of(header(2, Optional.of(ONE), MerkleTree.EMPTY_ROOT));

    private static BlockHeader header(long height, Optional<Certificate> named, Hash txRoot) {
        return new BlockHeader(
                Hash.ZERO,
                height,
                height,
                Hash.ZERO,
                named.map(Certificate::height).orElse(0L),
                named.map(Certificate::hash).orElse(Hash.ZERO),
                new PublicKey(Hash.ZERO.bytes()),
                txRoot,
                0,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                List.of(),
                Bytes.EMPTY);
    }

    private static Block block(Optional<Certificate> carried) {
        return new Block(header(3, Optional.of(ONE), MerkleTree.EMPTY_ROOT), carried, List.of());
    }

    @Test
    void certificateIsThereIfTheParentNamesAnOlderOne() {
        assertThat(BlockBody.isOfItsHeader(block(Optional.of(ONE)), NAMES_NONE)).isTrue();
        assertThat(BlockBody.isOfItsHeader(block(Optional.empty()), NAMES_NONE)).isFalse();
        assertThat(BlockBody.isOfItsHeader(block(Optional.of(ONE)), NAMES_ONE)).isFalse();
        assertThat(BlockBody.isOfItsHeader(block(Optional.empty()), NAMES_ONE)).isTrue();
    }

    @Test
    void certificateIsTheOneThatTheHeaderNames() {
        assertThat(BlockBody.isOfItsHeader(block(Optional.of(OTHER)), NAMES_NONE))
                .isFalse();
        assertThat(BlockBody.isOfItsHeader(block(Optional.of(OTHER)), Optional.empty()))
                .isFalse();
        assertThat(BlockBody.isOfItsHeader(block(Optional.of(ONE)), Optional.empty()))
                .isTrue();
    }

    @Test
    void transactionsAreThoseOfTheHeader() {
        Block without = new Block(header(3, Optional.empty(), Hash.ZERO), Optional.empty(), List.of());
        assertThat(BlockBody.isOfItsHeader(without, NAMES_NONE)).isFalse();
    }
}
