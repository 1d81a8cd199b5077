package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * An organisation's public keys, each for one use.
 *
 * @param controller speaks for it in governance and for its staff list
 * @param nodes its nodes' identities, at most {@link #MAX_NODES}
 * @param gateways sign its records, its patients' registration and its accesses; 1 to {@link #MAX_GATEWAYS}
 * @param custodian shares of record keys are sealed to it
 * @param reading what the organisation is granted is sealed to it
 */
public record MemberKeys(
        PublicKey controller,
        List<PublicKey> nodes,
        List<PublicKey> gateways,
        X25519PublicKey custodian,
        X25519PublicKey reading) {
    /** The most node keys of a member. */
    public static final int MAX_NODES = 16;
    /** The most gateway keys of a member. */
    public static final int MAX_GATEWAYS = 16;

    public MemberKeys {
        nodes = Fields.ascending("node keys", nodes, 0, MAX_NODES);
        gateways = Fields.ascending("gateway keys", gateways, 1, MAX_GATEWAYS);
    }

    static MemberKeys read(CanonicalReader in) throws MalformedException {
        return new MemberKeys(
                Fields.readKey(in),
                Fields.readKeys(in, MAX_NODES),
                Fields.readKeys(in, MAX_GATEWAYS),
                X25519PublicKey.read(in),
                X25519PublicKey.read(in));
    }

    void write(CanonicalWriter out) {
        out.fixed(controller.bytes());
        Fields.writeKeys(out, nodes);
        Fields.writeKeys(out, gateways);
        out.fixed(custodian.bytes()).fixed(reading.bytes());
    }

    /** All that sign. */
    List<PublicKey> signing() {
        List<PublicKey> keys = new ArrayList<>(nodes);
        keys.addAll(gateways);
        keys.add(controller);
        return keys;
    }
}
