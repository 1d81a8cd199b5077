package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/** A member's yes: its controller's signature of {@link Statements#approval}. */
public record Approval(PublicKey controller, Signature signature) {
    static Approval read(CanonicalReader in) throws MalformedException {
        return new Approval(Fields.readKey(in), Fields.readSignature(in));
    }

    void write(CanonicalWriter out) {
        out.fixed(controller.bytes()).fixed(signature.bytes());
    }
}
