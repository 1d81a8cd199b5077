package dev.quire.internal.runtime;

import dev.quire.block.Certificate;
import dev.quire.internal.chain.AppliedChain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The certificates that the node has: those of applied blocks are in the store; one that came before its block was
 * applied waits here for it. Written by the execution loop, read by any thread.
 */
final class Certificates {
    /** The most that wait; of more, those of the lowest heights go: each proves all blocks below it. */
    static final int MAX_WAITING = 256;

    private final AppliedChain chain;
    private final ConcurrentSkipListMap<Long, Certificate> waiting = new ConcurrentSkipListMap<>();
    private volatile Optional<Certificate> newestStored;

    /** @param newest the newest that the node has, stored or ahead of its block */
    Certificates(AppliedChain chain, Optional<Certificate> newestStored, Optional<Certificate> newest) {
        this.chain = chain;
        this.newestStored = newestStored;
        newest.ifPresent(this::add);
    }

    /** Keeps a checked certificate until its block is applied, unless a newer one is stored. */
    void add(Certificate certificate) {
        if (certificate.height() > storedHeight()) {
            waiting.putIfAbsent(certificate.height(), certificate);
            while (waiting.size() > MAX_WAITING) {
                waiting.pollFirstEntry();
            }
        }
    }

    /** Those that wait for blocks up to {@code height}, ascending. */
    List<Certificate> waitingUpTo(long height) {
        return List.copyOf(waiting.headMap(height, true).values());
    }

    /** It is in the store now. */
    void stored(Certificate certificate) {
        if (certificate.height() > storedHeight()) {
            newestStored = Optional.of(certificate);
        }
        waiting.remove(certificate.height());
    }

    /** The greatest height with a stored certificate; 0 if there is none. */
    long storedHeight() {
        return newestStored.map(Certificate::height).orElse(0L);
    }

    /** The certificate of the greatest height, whether its block is applied or not. */
    Optional<Certificate> newest() {
        return Optional.ofNullable(waiting.lastEntry()).map(Map.Entry::getValue).or(() -> newestStored);
    }

    /** Of those for heights from {@code from} to {@code to}, the newest. */
    Optional<Certificate> newestWithin(long from, long to) {
        return Optional.ofNullable(waiting.floorEntry(to))
                .map(Map.Entry::getValue)
                .or(() -> chain.newestCertificate(to))
                .filter(certificate -> certificate.height() >= from);
    }
}
