package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.List;

/** Which of a member's keys are replaced, and by which. */
public sealed interface KeyChange {
    /** Another key speaks for the member from the next transaction on. */
    record Controller(PublicKey key) implements KeyChange {}

    /** These nodes instead of those that there were. */
    record Nodes(List<PublicKey> keys) implements KeyChange {
        public Nodes {
            keys = Fields.ascending("node keys", keys, 0, MemberKeys.MAX_NODES);
        }
    }

    /** These gateways instead of those that there were. */
    record Gateways(List<PublicKey> keys) implements KeyChange {
        public Gateways {
            keys = Fields.ascending("gateway keys", keys, 1, MemberKeys.MAX_GATEWAYS);
        }
    }

    /** The next epoch of the key to which shares are sealed. */
    record Custodian(X25519PublicKey key) implements KeyChange {}

    /** The next epoch of the key to which grants are sealed. */
    record Reading(X25519PublicKey key) implements KeyChange {}

    static KeyChange read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Controller(Fields.readKey(in));
            case 2 -> new Nodes(Fields.readKeys(in, MemberKeys.MAX_NODES));
            case 3 -> new Gateways(Fields.readKeys(in, MemberKeys.MAX_GATEWAYS));
            case 4 -> new Custodian(X25519PublicKey.read(in));
            case 5 -> new Reading(X25519PublicKey.read(in));
            default -> throw in.malformed("there is no change of keys of the kind " + kind);
        };
    }

    /** uint8 kind (1 controller, 2 nodes, 3 gateways, 4 custodian, 5 reading), then the key or keys. */
    default void write(CanonicalWriter out) {
        if (this instanceof Controller controller) {
            out.u8(1).fixed(controller.key.bytes());
        } else if (this instanceof Nodes nodes) {
            Fields.writeKeys(out.u8(2), nodes.keys);
        } else if (this instanceof Gateways gateways) {
            Fields.writeKeys(out.u8(3), gateways.keys);
        } else if (this instanceof Custodian custodian) {
            out.u8(4).fixed(custodian.key.bytes());
        } else if (this instanceof Reading reading) {
            out.u8(5).fixed(reading.key.bytes());
        }
    }
}
