package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStart;
import java.util.Optional;
import java.util.TreeMap;

/** The end of the committed chain as this member has it. */
final class Chain {
    /** So many of the newest blocks and certificates are kept, for late members and against forks. */
    private static final int RECENT = 16;
    /** Blocks may be large, so fewer of them. */
    private static final int RECENT_BLOCKS = 2;

    private final TreeMap<Long, Certificate> certificates = new TreeMap<>();
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private long committedHeight;
    private Hash committedHash;

    Chain(EngineStart start) {
        committedHeight = start.committedHeight();
        committedHash = start.committedHash();
        start.newestCertificate()
                .filter(certificate -> certificate.height() <= committedHeight)
                .ifPresent(this::certified);
    }

    long committedHeight() {
        return committedHeight;
    }

    Hash committedHash() {
        return committedHash;
    }

    /** The one height that is being agreed on. */
    long openHeight() {
        return committedHeight + 1;
    }

    void commit(Block block) {
        committedHeight = block.height();
        committedHash = block.hash();
        blocks.put(block.height(), block);
        blocks.headMap(committedHeight - RECENT_BLOCKS, true).clear();
    }

    /** A certificate at or below the committed height. */
    void certified(Certificate certificate) {
        certificates.put(certificate.height(), certificate);
        certificates.headMap(committedHeight - RECENT, true).clear();
    }

    Optional<Certificate> newestCertificate() {
        return certificates.isEmpty()
                ? Optional.empty()
                : Optional.of(certificates.lastEntry().getValue());
    }

    long certifiedHeight() {
        return newestCertificate().map(Certificate::height).orElse(0L);
    }

    /** Can it prove to others how far it is? Only after a loss of power it may not, until it is told. */
    boolean isTipCertified() {
        return certifiedHeight() == committedHeight;
    }

    /** Of the newest heights. */
    Optional<Certificate> certificateAt(long height) {
        return Optional.ofNullable(certificates.get(height));
    }

    /** Of the newest heights. */
    Optional<Block> blockAt(long height) {
        return Optional.ofNullable(blocks.get(height));
    }
}
