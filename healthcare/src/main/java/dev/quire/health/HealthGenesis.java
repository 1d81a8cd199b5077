package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.List;

/**
 * What the plugin starts with.
 *
 * @param registrars the keys that may take members in, ascending, 1 to {@link #MAX_REGISTRARS}
 */
public record HealthGenesis(List<PublicKey> registrars) {
    /** The most registrars. */
    public static final int MAX_REGISTRARS = 64;

    public HealthGenesis {
        registrars = Fields.ascending("registrars", registrars, 1, MAX_REGISTRARS);
    }

    /** The genesis payload. */
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.GENESIS, Tag.VERSION, 128);
        Fields.writeKeys(out, registrars);
        return out.toBytes();
    }

    static HealthGenesis decode(Bytes payload) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("health genesis", payload, Tag.GENESIS, Tag.VERSION);
        List<PublicKey> registrars = Fields.readKeys(in, MAX_REGISTRARS);
        in.end();
        if (registrars.isEmpty()) {
            throw in.malformed("there is no registrar");
        }
        return new HealthGenesis(registrars);
    }
}
