package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.journal.Damage;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.net.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts back the committed blocks that the journal has lost, one at a time: asks one peer after the other, and believes
 * none, for the store's history tree knows the hash of every applied block. What is lost above the applied height is the
 * engine's to get. Safe for use by several threads; the consensus loop keeps its time.
 */
final class LostBlocks {
    private static final Logger log = LoggerFactory.getLogger(LostBlocks.class);
    private static final long RETRY_MICROS = 500_000;

    private final List<PublicKey> peers;
    private final Transport transport;
    private final JournalLoop journal;
    private final ChainReader chain;
    /** The height that is looked for, or 0. */
    private long wanted;

    private boolean writing;
    private int nextPeer;
    private long retryMicros = Long.MIN_VALUE;
    /** Who waits for a block that decayed while the node ran, by height. */
    private final Map<Long, List<CompletableFuture<Optional<String>>>> awaited = new TreeMap<>();

    private Runnable onNews = () -> {};

    /**
     * @param lost the first height that the journal has lost
     */
    LostBlocks(EngineStart start, Transport transport, JournalLoop journal, ChainReader chain, OptionalLong lost) {
        this.peers = start.membership().voters().members().stream()
                .filter(member -> !member.equals(start.self()))
                .toList();
        this.transport = transport;
        this.journal = journal;
        this.chain = chain;
        this.wanted = wanted(chain, lost);
    }

    private static long wanted(ChainReader chain, OptionalLong lost) {
        return lost.isPresent() && lost.getAsLong() <= chain.appliedHeader().height() ? lost.getAsLong() : 0;
    }

    /** What is run when there is something to ask for. Set before the first turn. */
    void onNews(Runnable news) {
        onNews = news;
    }

    /**
     * Has damage that came up while the node runs put right. Answers how, as soon as it is; empty if it cannot be here and
     * now. Any thread.
     */
    CompletableFuture<Optional<String>> mend(Damage damage) {
        CompletableFuture<Optional<String>> mended = new CompletableFuture<>();
        long fetchable = peers.isEmpty() ? 0 : chain.appliedHeader().height();
        journal.mend(damage, fetchable, chain::certificate, outcome -> {
            switch (outcome) {
                case DONE -> mended.complete(Optional.of("written anew; the node knew what had stood there"));
                case NOT_HERE -> mended.complete(Optional.empty());
                case BLOCK_NEEDED -> await(damage.height().orElseThrow(), mended);
            }
        });
        return mended;
    }

    private void await(long height, CompletableFuture<Optional<String>> mended) {
        synchronized (this) {
            awaited.computeIfAbsent(height, ignored -> new ArrayList<>()).add(mended);
            if (wanted == 0) {
                wanted = height;
                retryMicros = Long.MIN_VALUE;
            }
        }
        onNews.run();
    }

    /** Asks a peer if a block is lost and the last one asked has not answered in time. */
    synchronized void ask(long nowMicros) {
        if (wanted != 0 && wanted < journal.firstHeight()) {
            // Dropped with its segment.
            awaited.clear();
            wanted = 0;
        }
        if (wanted == 0 || writing || nowMicros < retryMicros) {
            return;
        }
        retryMicros = nowMicros + RETRY_MICROS;
        for (int tries = 0; tries < peers.size(); tries++) {
            PublicKey peer = peers.get(nextPeer);
            nextPeer = (nextPeer + 1) % peers.size();
            if (transport.send(peer, BlockMessage.frame(new BlockMessage.Question(wanted)))) {
                return;
            }
        }
    }

    synchronized long nextDeadlineMicros() {
        return wanted == 0 || writing ? Long.MAX_VALUE : retryMicros;
    }

    /** A peer has sent a block; {@code then} runs when it is in the journal. */
    synchronized void answered(PublicKey from, Entry entry, Runnable then) {
        if (wanted == 0 || writing || entry.height() != wanted) {
            return;
        }
        if (!chain.isBlockAt(wanted, entry.block().hash())) {
            log.warn("peer {} answered with a block that is not this chain's at height {}", from.abbreviated(), wanted);
            return;
        }
        writing = true;
        journal.repair(entry, next -> {
            List<CompletableFuture<Optional<String>>> done = written(entry.height(), next);
            if (next.equals(OptionalLong.of(entry.height()))) {
                log.warn("peer {} answered with block {} and another body", from.abbreviated(), entry.height());
            } else {
                log.info(
                        "block {} had been lost here and is in the journal again; it came from peer {}",
                        entry.height(),
                        from.abbreviated());
                done.forEach(mended ->
                        mended.complete(Optional.of("written anew; the block came from peer " + from.abbreviated())));
            }
            then.run();
        });
    }

    private synchronized List<CompletableFuture<Optional<String>>> written(long height, OptionalLong next) {
        writing = false;
        wanted = wanted(chain, next);
        retryMicros = Long.MIN_VALUE;
        return next.equals(OptionalLong.of(height))
                ? List.of()
                : Optional.ofNullable(awaited.remove(height)).orElse(List.of());
    }
}
