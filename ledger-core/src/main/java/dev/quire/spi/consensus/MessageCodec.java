package dev.quire.spi.consensus;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.net.Frame;
import java.util.List;

/** One engine's messages as frames and back. Pure; safe for use by several threads. */
public interface MessageCodec {
    Frame encode(EngineMessage message);

    /** Decodes a peer's frame; checks sizes before it allocates, and that the frame can come from a peer at all. */
    EngineMessage decode(Frame frame) throws MalformedException;

    /**
     * The members' signatures that must hold (rule M) before the message may reach the engine.
     *
     * @throws MalformedException if the message cannot be true whatever the signatures say, for instance a certificate
     *     with too few of them
     */
    List<SignatureCheck> signatures(EngineMessage message, PublicKey from, Hash chainId, Membership membership)
            throws MalformedException;

    /**
     * Would the engine, once it has committed up to {@code committedHeight}, pass over this message whatever its
     * signatures say? Then they need not be checked. A no is always right.
     */
    default boolean isPast(EngineMessage message, long committedHeight) {
        return false;
    }

    /** One signature to check. */
    record SignatureCheck(PublicKey member, Bytes message, Signature signature) {}
}
