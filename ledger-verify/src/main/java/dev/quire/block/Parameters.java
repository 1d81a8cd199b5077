package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;

/**
 * Numbers that all members of a chain must agree on.
 *
 * @param maxValidityMicros how far beyond block time a transaction's validUntil may lie
 * @param maxBlockBytes the most bytes of an encoded block, at most {@link Block#MAX_SIZE}
 * @param maxBlockTransactions the most transactions in a block, at most {@link Block#MAX_TRANSACTIONS}
 * @param clockAheadMicros how far a fresh proposal's time may lie ahead of a voter's clock
 * @param clockBehindMicros how far it may lie behind (BFT only)
 */
public record Parameters(
        long maxValidityMicros,
        int maxBlockBytes,
        int maxBlockTransactions,
        long clockAheadMicros,
        long clockBehindMicros) {
    public Parameters {
        if (maxValidityMicros < 1 || clockAheadMicros < 0 || clockBehindMicros < 0) {
            throw new IllegalArgumentException("time parameters must not be negative");
        }
        if (maxBlockBytes < Transaction.MAX_SIZE + 16 * 1024 || maxBlockBytes > Block.MAX_SIZE) {
            throw new IllegalArgumentException("maxBlockBytes " + maxBlockBytes + " is outside "
                    + (Transaction.MAX_SIZE + 16 * 1024) + ".." + Block.MAX_SIZE);
        }
        if (maxBlockTransactions < 1 || maxBlockTransactions > Block.MAX_TRANSACTIONS) {
            throw new IllegalArgumentException("maxBlockTransactions must be 1.." + Block.MAX_TRANSACTIONS);
        }
    }

    /** 24 h of validity, blocks of 3.75 MiB (a 4 MiB frame less 256 KiB) and 10,000 transactions, 1 s ahead, 10 s behind. */
    public static Parameters defaults() {
        return new Parameters(86_400_000_000L, 4 * 1024 * 1024 - 256 * 1024, 10_000, 1_000_000L, 10_000_000L);
    }

    public Bytes encoded() {
        return CanonicalWriter.structure(Tag.PARAMETERS, Tag.VERSION, 34)
                .u64(maxValidityMicros)
                .u32(maxBlockBytes)
                .u32(maxBlockTransactions)
                .u64(clockAheadMicros)
                .u64(clockBehindMicros)
                .toBytes();
    }

    public static Parameters decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("parameters", bytes, Tag.PARAMETERS, Tag.VERSION);
        try {
            Parameters parameters = new Parameters(in.u64(), in.u32(), in.u32(), in.u64(), in.u64());
            in.end();
            return parameters;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("parameters: " + e.getMessage(), e);
        }
    }

    public Hash hash() {
        return Domain.PARAMETERS.hash(encoded());
    }
}
