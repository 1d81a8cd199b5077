package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Looks for one block by its hash: that of a certificate or of a prepared certificate. This member's own journal is
 * asked, for it may have voted for the block views ago, and one peer at a time. Only who was asked is listened to: its body
 * may be forged, and then the next one is asked.
 */
final class BlockFetch {
    private final Replica me;
    private final Proposals proposals;
    private final TreeSet<PublicKey> answering = new TreeSet<>();
    private Optional<PbftMessage.BlockWanted> wanted = Optional.empty();
    private long askMicros;
    private int nextPeer;

    BlockFetch(Replica me, Proposals proposals) {
        this.me = me;
        this.proposals = proposals;
    }

    void want(long height, Hash hash) {
        PbftMessage.BlockWanted asked = new PbftMessage.BlockWanted(height, hash);
        if (!wanted.equals(Optional.of(asked))) {
            wanted = Optional.of(asked);
            answering.clear();
            me.out.find(height, hash, found -> found.filter(this::isWanted).ifPresent(this::take));
            ask();
        }
    }

    void tick() {
        if (wanted.isPresent() && wanted.get().height() <= me.chain.committedHeight()) {
            wanted = Optional.empty();
        }
        if (wanted.isPresent() && me.now() >= askMicros) {
            ask();
        }
    }

    private void ask() {
        askMicros = me.now() + me.jittered(me.config.resendMinMicros());
        if (!me.peers().isEmpty()) {
            nextPeer = (nextPeer + 1) % me.peers().size();
            answering.add(me.peers().get(nextPeer));
            me.out.send(me.peers().get(nextPeer), wanted.orElseThrow());
        }
    }

    void receive(PublicKey from, Block block) {
        if (isWanted(block) && answering.remove(from)) {
            take(block);
        }
    }

    private boolean isWanted(Block block) {
        return wanted.isPresent() && wanted.get().blockHash().equals(block.hash());
    }

    private void take(Block block) {
        wanted = Optional.empty();
        proposals.keep(block);
    }

    long deadlineMicros() {
        return wanted.isPresent() ? askMicros : Long.MAX_VALUE;
    }
}
