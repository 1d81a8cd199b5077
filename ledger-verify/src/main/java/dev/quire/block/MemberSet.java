package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The organisations that keep the book, named by their nodes' public keys, in strictly ascending order of the keys.
 *
 * @param members 1 to {@link #MAX_MEMBERS} distinct keys, ascending
 */
public record MemberSet(ConsensusMode mode, List<PublicKey> members) {
    /** The most members that a set may have. */
    public static final int MAX_MEMBERS = 100;

    public MemberSet {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("a member set has 1 to 100 members, not " + members.size());
        }
        for (int i = 1; i < members.size(); i++) {
            if (members.get(i - 1).compareTo(members.get(i)) >= 0) {
                throw new IllegalArgumentException("members must be distinct and ascending: member " + i + " is not");
            }
        }
    }

    /** The set of {@code members} in any order. */
    public static MemberSet of(ConsensusMode mode, List<PublicKey> members) {
        return new MemberSet(mode, members.stream().sorted().toList());
    }

    /** How many members must sign a certificate. */
    public int quorum() {
        return mode.quorum(members.size());
    }

    public int size() {
        return members.size();
    }

    public boolean contains(PublicKey key) {
        return members.contains(key);
    }

    /** The position of {@code key}, or -1. */
    public int indexOf(PublicKey key) {
        return members.indexOf(key);
    }

    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.MEMBER_SET, Tag.VERSION, 5 + members.size() * 32)
                .u8(mode.number())
                .u16(members.size());
        members.forEach(member -> out.fixed(member.bytes()));
        return out.toBytes();
    }

    public static MemberSet decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("member set", bytes, Tag.MEMBER_SET, Tag.VERSION);
        ConsensusMode mode = ConsensusMode.read(in);
        int count = in.count16(MAX_MEMBERS);
        List<PublicKey> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(PublicKey.read(in));
        }
        in.end();
        try {
            return new MemberSet(mode, members);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("member set: " + e.getMessage(), e);
        }
    }

    public Hash hash() {
        return Domain.MEMBER_SET.hash(encoded());
    }
}
