package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Serves late members: blocks from the journal, as many as fit, up to a height that a certificate proves. Certificates
 * come from the journal, from the newest commit, or out of a later block; so a block or two more may have to be read,
 * of which the headers alone are sent.
 */
final class BlockServer {
    /** Of blocks that only link to a certificate, so many reads. */
    private static final int MAX_READS = 4;

    /** What is being put together for one peer. */
    private final class Answer {
        private final PublicKey to;
        private final long fromHeight;
        private final List<Block> blocks = new ArrayList<>();
        private final List<BlockHeader> links = new ArrayList<>();
        private int reads;

        Answer(PublicKey to, long fromHeight) {
            this.to = to;
            this.fromHeight = fromHeight;
        }

        void read(long nextHeight) {
            reads++;
            me.out.load(nextHeight, me.chain.committedHeight(), me.config.catchUpBytes(), this::loaded);
        }

        private void loaded(Input.BlocksLoaded loaded) {
            if (loaded.entries().isEmpty()) {
                serving.remove(to);
                if (reads == 1) {
                    me.out.add(new Effect.BlocksGone(to, fromHeight));
                }
                return;
            }
            loaded.entries().forEach(entry -> take(entry));
            long first = blocks.get(0).height();
            long last = first + blocks.size() + links.size() - 1;
            Optional<Certificate> certificate = certificate(loaded, first, last);
            if (certificate.isPresent()) {
                serving.remove(to);
                send(certificate.get());
            } else if (reads < MAX_READS && links.size() < PbftMessage.Blocks.MAX_LINKS) {
                read(last + 1);
            } else {
                serving.remove(to);
            }
        }

        private void take(Entry entry) {
            if (reads == 1 && blocks.size() < PbftMessage.Blocks.MAX_BLOCKS) {
                blocks.add(entry.block());
            } else if (reads > 1 && links.size() < PbftMessage.Blocks.MAX_LINKS) {
                links.add(entry.block().header());
            }
        }

        /** The highest certificate for one of these heights. */
        private Optional<Certificate> certificate(Input.BlocksLoaded loaded, long first, long last) {
            List<Certificate> candidates = new ArrayList<>();
            me.chain.newestCertificate().ifPresent(candidates::add);
            loaded.certificate().ifPresent(candidates::add);
            loaded.entries().forEach(entry -> entry.block().lastCertificate().ifPresent(candidates::add));
            return candidates.stream()
                    .filter(certificate -> certificate.height() >= first && certificate.height() <= last)
                    .max((a, b) -> Long.compare(a.height(), b.height()));
        }

        private void send(Certificate certificate) {
            long first = blocks.get(0).height();
            int proven = Math.toIntExact(certificate.height() - first + 1);
            List<Block> body = blocks.subList(0, Math.min(proven, blocks.size()));
            List<BlockHeader> chain = links.subList(0, proven - body.size());
            me.out.send(to, new PbftMessage.Blocks(body, chain, certificate));
        }
    }

    private final Replica me;
    /** One answer at a time for each peer. */
    private final TreeSet<PublicKey> serving = new TreeSet<>();
    /** One search at a time for each peer. */
    private final TreeSet<PublicKey> searching = new TreeSet<>();
    /** When each peer may have the journal searched again: whoever is in need asks no more often. */
    private final TreeMap<PublicKey, Long> nextSearchMicros = new TreeMap<>();

    BlockServer(Replica me) {
        this.me = me;
    }

    void blocksWanted(PublicKey from, long fromHeight) {
        if (fromHeight > 0 && fromHeight <= me.chain.committedHeight() && serving.add(from)) {
            new Answer(from, fromHeight).read(fromHeight);
        }
    }

    /**
     * A decided block is better had with its certificate. One that is not may be asked for however long ago this member
     * voted for it, for a liar may have got a quorum's votes and shown them only now: nobody else need have it. What the
     * journal holds was found valid before it was written.
     */
    void blockWanted(PublicKey from, PbftMessage.BlockWanted wanted, Agreement agreement) {
        Optional<Block> recent = me.chain
                .blockAt(wanted.height())
                .or(() -> agreement.findValid(wanted.blockHash()))
                .filter(block -> block.hash().equals(wanted.blockHash()));
        if (recent.isPresent()) {
            me.out.send(from, new PbftMessage.OneBlock(recent.get()));
        } else if (wanted.height() <= me.chain.committedHeight()) {
            me.chain.newestCertificate().ifPresent(newest -> me.out.send(from, new PbftMessage.Certified(newest)));
        } else if (me.now() >= nextSearchMicros.getOrDefault(from, Long.MIN_VALUE) && searching.add(from)) {
            nextSearchMicros.put(from, me.now() + me.config.resendMinMicros() / 2);
            me.out.find(wanted.height(), wanted.blockHash(), found -> {
                searching.remove(from);
                found.ifPresent(block -> me.out.send(from, new PbftMessage.OneBlock(block)));
            });
        }
    }
}
