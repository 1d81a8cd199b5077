package dev.quire.internal.journal;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Prepared;

/** The payload of a PREPARED record: uint64 height, uint64 view, block hash, then the proof with its length. */
final class PreparedFormat {
    /** The most bytes that an encoded prepared certificate may have. */
    static final int MAX_SIZE = 2 * Long.BYTES + Hash.SIZE + Integer.BYTES + Prepared.MAX_PROOF_BYTES;

    private PreparedFormat() {}

    static Bytes encode(Prepared prepared) {
        return new CanonicalWriter(
                        MAX_SIZE - Prepared.MAX_PROOF_BYTES + prepared.proof().size())
                .u64(prepared.height())
                .u64(prepared.view())
                .fixed(prepared.blockHash().bytes())
                .bytes(prepared.proof())
                .toBytes();
    }

    static Prepared decode(Bytes payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader("prepared certificate", payload);
        Prepared prepared = new Prepared(in.u64(), in.u64(), Hash.read(in), in.bytes(Prepared.MAX_PROOF_BYTES));
        in.end();
        return prepared;
    }
}
