package dev.quire.internal.execution;

import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * What a block is built from.
 *
 * @param parentHash the newest applied block, or a block that this executor built or found valid
 * @param candidates in the order in which they are tried; their signatures have been checked
 * @param wallMicros this node's clock, microseconds since 1970
 * @param newestCertificate the newest one that this node has checked
 * @param allowEmpty a block without transactions is wanted rather than none
 */
public record BuildRequest(
        Hash parentHash,
        Iterable<Transaction> candidates,
        long wallMicros,
        PublicKey proposer,
        Optional<Certificate> newestCertificate,
        boolean allowEmpty) {}
