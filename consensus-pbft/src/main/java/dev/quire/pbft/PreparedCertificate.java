package dev.quire.pbft;

import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.MemberSet;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Prepared;
import java.util.ArrayList;
import java.util.List;

/**
 * The PREPAREs of a quorum: in this view no other block can be prepared for this height.
 *
 * @param signatures ascending by member index, one per member
 */
record PreparedCertificate(long height, long view, Hash blockHash, List<MemberSignature> signatures) {
    static final int MAX_SIZE = 52 + MemberSet.MAX_MEMBERS * (2 + Signature.SIZE);
    private static final int TAG = 0x50;
    private static final int VERSION = 1;

    PreparedCertificate {
        signatures = List.copyOf(signatures);
    }

    /** The vote that every signature in it signs. */
    Vote vote(Hash chainId, Hash memberSetHash) {
        return new Vote(VoteKind.PREPARE, chainId, memberSetHash, height, view, blockHash);
    }

    /** As the journal keeps it. */
    Prepared record() {
        return new Prepared(height, view, blockHash, encoded());
    }

    Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(TAG, VERSION, 52 + signatures.size() * 66)
                .u64(height)
                .u64(view)
                .fixed(blockHash.bytes())
                .u16(signatures.size());
        signatures.forEach(s -> out.u16(s.memberIndex()).fixed(s.signature().bytes()));
        return out.toBytes();
    }

    static PreparedCertificate decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("prepared certificate", bytes, TAG, VERSION);
        long height = in.u64();
        long view = in.u64();
        Hash blockHash = Hash.read(in);
        int count = in.count16(MemberSet.MAX_MEMBERS);
        List<MemberSignature> signatures = new ArrayList<>(count);
        int last = -1;
        for (int i = 0; i < count; i++) {
            int index = in.u16();
            if (index <= last || index >= MemberSet.MAX_MEMBERS) {
                throw in.malformed("signatures must ascend by member index: number " + i + " does not");
            }
            last = index;
            signatures.add(new MemberSignature(index, new Signature(in.fixed(Signature.SIZE))));
        }
        in.end();
        return new PreparedCertificate(height, view, blockHash, signatures);
    }
}
