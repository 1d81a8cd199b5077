package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.p2p.TransportStats.Refusal;

/**
 * The first frame each way, inside TLS. TLS has already shown who the other side is; the hello makes sure that both
 * mean the same conversation: the version, the chain, the port's purpose, and whom each believes to talk to.
 *
 * @param role {@link #ROLE_PEER}; the other numbers are kept for other ports
 */
record Hello(int version, Hash chainId, int role, PublicKey from, PublicKey to) {
    static final int VERSION = 1;
    static final int ROLE_PEER = 1;
    private static final Bytes MAGIC = Bytes.utf8("quire");
    private static final int SIZE = 5 + 2 + 32 + 1 + 32 + 32;

    static Hello between(Hash chainId, PublicKey from, PublicKey to) {
        return new Hello(VERSION, chainId, ROLE_PEER, from, to);
    }

    Bytes encode() {
        return new CanonicalWriter(SIZE)
                .fixed(MAGIC)
                .u16(version)
                .fixed(chainId.bytes())
                .u8(role)
                .fixed(from.bytes())
                .fixed(to.bytes())
                .toBytes();
    }

    static Hello decode(Bytes bytes) throws RefusedException {
        try {
            CanonicalReader in = new CanonicalReader("hello", bytes);
            if (!in.fixed(MAGIC.size()).equals(MAGIC)) {
                throw in.malformed("it does not start with the protocol's name");
            }
            int version = in.u16();
            // Another version may look otherwise from here on, so it is refused before the rest is read.
            if (version != VERSION) {
                throw new RefusedException(
                        Refusal.WRONG_VERSION,
                        "the peer speaks protocol version " + version + ", this node " + VERSION
                                + ": run releases that know each other");
            }
            Hash chainId = Hash.read(in);
            int role = in.u8();
            PublicKey from = new PublicKey(in.fixed(PublicKey.SIZE));
            PublicKey to = new PublicKey(in.fixed(PublicKey.SIZE));
            in.end();
            return new Hello(version, chainId, role, from, to);
        } catch (MalformedException e) {
            throw new RefusedException(Refusal.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Throws unless this is what {@code expected} says; the peer in {@code expected} is the one that TLS has shown. */
    void check(Hello expected) throws RefusedException {
        if (!chainId.equals(expected.chainId)) {
            throw new RefusedException(
                    Refusal.WRONG_CHAIN, "the peer is on chain " + chainId + ", this node on " + expected.chainId);
        }
        if (role != expected.role) {
            throw new RefusedException(Refusal.WRONG_ROLE, "the hello is for role " + role + ", not for peers");
        }
        if (!from.equals(expected.from) || !to.equals(expected.to)) {
            throw new RefusedException(
                    Refusal.WRONG_NODE,
                    "the hello is from " + from.abbreviated() + " to " + to.abbreviated() + ", TLS is from "
                            + expected.from.abbreviated() + " to " + expected.to.abbreviated());
        }
    }
}
