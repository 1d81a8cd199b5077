package dev.quire.lightclient;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.HeaderProof;
import java.util.List;

/**
 * The newest certified block that a light client has seen. All that it trusts follows from it.
 *
 * @param members the set in force at that block, which certified it
 */
public record TrustedHead(BlockHeader header, Certificate certificate, MemberSet members) {
    private static final int MAX_MEMBER_SET_SIZE = 5 + 32 * MemberSet.MAX_MEMBERS;

    /** The most bytes that an encoded head may have. */
    public static final int MAX_SIZE = 16 + BlockHeader.MAX_SIZE + Certificate.MAX_SIZE + MAX_MEMBER_SET_SIZE;

    public long height() {
        return header.height();
    }

    /** Shows of this block itself that it is certified. */
    public HeaderProof proof() {
        return new HeaderProof(header, new Anchor(header, certificate, List.of(), List.of()), List.of());
    }

    public Bytes encoded() {
        return CanonicalWriter.structure(Tag.TRUSTED_HEAD, Tag.VERSION, 2048)
                .bytes(header.encoded())
                .bytes(certificate.encoded())
                .bytes(members.encoded())
                .toBytes();
    }

    public static TrustedHead decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("trusted head", bytes, Tag.TRUSTED_HEAD, Tag.VERSION);
        TrustedHead head = new TrustedHead(
                BlockHeader.decode(in.bytes(BlockHeader.MAX_SIZE)),
                Certificate.decode(in.bytes(Certificate.MAX_SIZE)),
                MemberSet.decode(in.bytes(MAX_MEMBER_SET_SIZE)));
        in.end();
        return head;
    }
}
