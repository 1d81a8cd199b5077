package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * What ties a block to a member set that a verifier trusts: a certified header at or above it. A receipt gets a newer
 * anchor without any other change.
 *
 * @param header of block k, k >= the height of the receipt's block
 * @param certificate of block k
 * @param historyPath inclusion path of the receipt's block in k's history tree; empty if it is block k itself
 * @param memberSets from the trusted set to the one of block k, oldest first; empty if that is the same
 */
public record Anchor(
        BlockHeader header, Certificate certificate, List<Hash> historyPath, List<MemberSetLink> memberSets) {
    /** The most changes of the member set that an anchor bridges. */
    public static final int MAX_LINKS = 128;

    private static final int MAX_MEMBER_SET_SIZE = 5 + 32 * MemberSet.MAX_MEMBERS;

    /** The most bytes that an encoded anchor may have. */
    public static final int MAX_SIZE = 16
            + BlockHeader.MAX_SIZE
            + Certificate.MAX_SIZE
            + HashPath.MAX_LENGTH * Hash.SIZE
            + MAX_LINKS * (12 + BlockHeader.MAX_SIZE + Certificate.MAX_SIZE + MAX_MEMBER_SET_SIZE);

    public Anchor {
        historyPath = HashPath.checked(historyPath);
        memberSets = List.copyOf(memberSets);
        if (memberSets.size() > MAX_LINKS) {
            throw new IllegalArgumentException(
                    "an anchor bridges at most " + MAX_LINKS + " member sets, not " + memberSets.size());
        }
    }

    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.ANCHOR, Tag.VERSION, 2048)
                .bytes(header.encoded())
                .bytes(certificate.encoded());
        HashPath.write(out, historyPath);
        out.u16(memberSets.size());
        memberSets.forEach(link -> out.bytes(link.header().encoded())
                .bytes(link.certificate().encoded())
                .bytes(link.newSet().encoded()));
        return out.toBytes();
    }

    public static Anchor decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("anchor", bytes, Tag.ANCHOR, Tag.VERSION);
        BlockHeader header = readHeader(in);
        Certificate certificate = readCertificate(in);
        List<Hash> historyPath = HashPath.read(in);
        int count = in.count16(MAX_LINKS);
        List<MemberSetLink> links = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            links.add(new MemberSetLink(
                    readHeader(in), readCertificate(in), MemberSet.decode(in.bytes(MAX_MEMBER_SET_SIZE))));
        }
        in.end();
        return new Anchor(header, certificate, historyPath, links);
    }

    private static BlockHeader readHeader(CanonicalReader in) throws MalformedException {
        return BlockHeader.decode(in.bytes(BlockHeader.MAX_SIZE));
    }

    private static Certificate readCertificate(CanonicalReader in) throws MalformedException {
        return Certificate.decode(in.bytes(Certificate.MAX_SIZE));
    }
}
