package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineMessage;
import java.util.List;
import java.util.Optional;

/** Everything that members say to each other (docs/spec/pbft.md, section 2). */
sealed interface PbftMessage extends EngineMessage
        permits NewView,
                PbftMessage.Ballot,
                PbftMessage.BlockWanted,
                PbftMessage.Blocks,
                PbftMessage.BlocksWanted,
                PbftMessage.Certified,
                PbftMessage.OneBlock,
                PbftMessage.PrePrepare,
                PbftMessage.Progress,
                PbftMessage.ReadAnswer,
                PbftMessage.ReadAsk,
                ViewChange {
    /**
     * The proposer's one block for this height and view.
     *
     * @param newView with the first height of a view, what justifies it
     */
    record PrePrepare(long view, Block block, Signature signature, Optional<NewView> newView) implements PbftMessage {
        long height() {
            return block.height();
        }
    }

    /** The sender's PREPARE or COMMIT. */
    record Ballot(VoteKind kind, long height, long view, Hash blockHash, Signature signature) implements PbftMessage {}

    /**
     * How far the sender is: not signed. Believed is only what f liars may say without harm; all else is answered with
     * what the sender lacks.
     *
     * @param view durable at the sender: it votes in none below, whatever happens
     * @param active the view has begun
     * @param recovery the sender is recovering: its votes do not exist
     */
    record Progress(
            long view,
            boolean active,
            long committedHeight,
            long certifiedHeight,
            boolean hasProposal,
            Optional<Recovery> recovery)
            implements PbftMessage {
        /** What a recovering member waits for: a view that has begun, this or a higher one, and a committed height. */
        record Recovery(long view, long height) {
            /** It does not know yet. */
            static final Recovery UNKNOWN = new Recovery(0, 0);
        }
    }

    /** The newest certificate that the sender has. */
    record Certified(Certificate certificate) implements PbftMessage {}

    /** A late member asks for certified blocks. */
    record BlocksWanted(long fromHeight) implements PbftMessage {}

    /**
     * Blocks that end in a certificate, which proves all of them.
     *
     * @param links headers from above the last block up to the certified height; often none
     */
    record Blocks(List<Block> blocks, List<BlockHeader> links, Certificate certificate) implements PbftMessage {
        /** The most links; a certificate is never further above its block, since blocks carry them. */
        static final int MAX_LINKS = 16;
        /** The most blocks. */
        static final int MAX_BLOCKS = 256;

        public Blocks {
            blocks = List.copyOf(blocks);
            links = List.copyOf(links);
        }
    }

    /** Asks for a block that a quorum has prepared or committed, by its hash. */
    record BlockWanted(long height, Hash blockHash) implements PbftMessage {}

    record OneBlock(Block block) implements PbftMessage {}

    /** Asks how far the peer is, for a linearizable read. */
    record ReadAsk(long nonce) implements PbftMessage {}

    /** How far the sender is, proven; the signature covers the nonce, so it is not older than the question. */
    record ReadAnswer(
            long nonce,
            long view,
            Optional<Certificate> certificate,
            Optional<PreparedCertificate> prepared,
            Signature signature)
            implements PbftMessage {
        /** The highest height that may have been committed as far as the sender knows. */
        long height() {
            long certified = certificate.map(Certificate::height).orElse(0L);
            return Math.max(certified, prepared.map(PreparedCertificate::height).orElse(0L));
        }

        static Vote vote(
                Hash chainId,
                Hash memberSetHash,
                long nonce,
                long view,
                Optional<Certificate> certificate,
                Optional<PreparedCertificate> prepared) {
            CanonicalWriter out = new CanonicalWriter();
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.u8((int) (nonce >>> shift) & 0xff);
            }
            Bytes content = out.bytes(certificate.map(Certificate::encoded).orElse(Bytes.EMPTY))
                    .bytes(prepared.map(PreparedCertificate::encoded).orElse(Bytes.EMPTY))
                    .toBytes();
            long height = certificate.map(Certificate::height).orElse(0L);
            return new Vote(VoteKind.STATUS, chainId, memberSetHash, height, view, Domain.STATUS.hash(content));
        }
    }
}
