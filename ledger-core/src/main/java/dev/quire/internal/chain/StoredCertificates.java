package dev.quire.internal.chain;

import static dev.quire.internal.chain.ChainColumns.heightKey;

import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.receipt.CertificateVerifier;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks certificates that come from a disk. No root of the state covers them, since each node keeps those that it got;
 * but they are signed.
 */
public final class StoredCertificates {
    /** If more than this many in a row do not hold, the column is not worth opening. */
    static final int MOST_DROPPED = 1_000;

    private static final Logger log = LoggerFactory.getLogger(StoredCertificates.class);

    private final AppliedChain chain;
    private final Hash chainId;
    private final MemberSet members;
    private final CertificateVerifier verifier;

    /** @param chain whose blocks the certificates must be of */
    public StoredCertificates(AppliedChain chain, Hash chainId, MemberSet members, CertificateVerifier verifier) {
        this.chain = chain;
        this.chainId = chainId;
        this.members = members;
        this.verifier = verifier;
    }

    /** What is wrong with an entry of {@link Column#CERTIFICATES}; empty: it holds. */
    public Optional<String> problem(StoreEntry entry) {
        Certificate certificate;
        try {
            certificate = Certificate.decode(entry.value());
        } catch (MalformedException e) {
            return Optional.of("it cannot be decoded: " + e.getMessage());
        }
        if (!entry.key().equals(heightKey(certificate.height()))) {
            return Optional.of("it is of height " + certificate.height() + ", which is not its key's");
        }
        return chain.isBlockAt(certificate.height(), certificate.blockHash())
                ? problem(certificate)
                : Optional.of("it names a block that the chain does not have at height " + certificate.height());
    }

    /** What is wrong with a certificate, whatever block it is of; empty: a quorum has signed it. */
    public Optional<String> problem(Certificate certificate) {
        return verifier.verify(certificate, chainId, members).map(invalid -> invalid.explanation());
    }

    /**
     * The newest one of {@code store} that holds. What does not hold and is newer would be handed out with every
     * receipt; it is deleted.
     *
     * @throws StoreCorruptionException if none of the newest {@value #MOST_DROPPED} holds
     */
    public Optional<Certificate> newestThatHolds(StateStore store) throws IOException {
        for (int dropped = 0; dropped <= MOST_DROPPED; dropped++) {
            Optional<StoreEntry> newest = store.floor(Column.CERTIFICATES, heightKey(Long.MAX_VALUE));
            Optional<String> problem = newest.flatMap(this::problem);
            if (problem.isEmpty()) {
                return chain.newestCertificate();
            }
            log.error(
                    "the stored certificate with key {} is dropped, a newer one will do: {}",
                    newest.get().key(),
                    problem.get());
            StoreWrite drop =
                    StoreWrite.delete(Column.CERTIFICATES, newest.get().key());
            store.write(store.appliedHeight(), List.of(drop));
        }
        throw new StoreCorruptionException("column CERTIFICATES is damaged: none of the newest " + MOST_DROPPED
                + " holds; rebuild the state from the journal");
    }
}
