package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.List;

/**
 * An organisation of the network.
 *
 * @param name public
 * @param gateways ascending
 * @param registered where it was taken in
 */
public record MemberEntry(Id orgId, String name, PublicKey controller, List<PublicKey> gateways, Position registered)
        implements HealthEntry {
    public MemberEntry {
        gateways = List.copyOf(gateways);
    }

    static MemberEntry of(HealthCommand.RegisterMember command, Position registered) {
        return new MemberEntry(command.orgId(), command.name(), command.controller(), command.gateways(), registered);
    }

    static MemberEntry read(CanonicalReader in) throws MalformedException {
        return new MemberEntry(
                Id.read(in),
                CommandCodec.readName(in),
                Fields.readKey(in),
                Fields.readKeys(in, HealthCommand.MAX_GATEWAYS),
                Position.read(in));
    }

    @Override
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.MEMBER_ENTRY, Tag.VERSION, 256)
                .fixed(orgId.bytes())
                .bytes(Bytes.utf8(name))
                .fixed(controller.bytes());
        Fields.writeKeys(out, gateways);
        registered.write(out);
        return out.toBytes();
    }
}
