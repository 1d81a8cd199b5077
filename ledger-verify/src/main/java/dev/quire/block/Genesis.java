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
 * The document that a chain begins with. Block 0 is made from it by every member alike, and block 0's hash is the chain
 * id; equal documents make equal chains, so a {@code salt} of random bytes keeps two chains apart.
 *
 * @param name for people, at most {@link #MAX_NAME_SIZE} bytes of UTF-8
 * @param timeMicros the time of block 0, microseconds since 1970
 * @param salt 16 random bytes
 * @param plugins ascending by id, without the engine itself
 */
public record Genesis(
        String name,
        long timeMicros,
        Bytes salt,
        MemberSet members,
        Parameters parameters,
        List<PluginGenesis> plugins) {
    /** The most bytes of a name. */
    public static final int MAX_NAME_SIZE = 64;
    /** The most bytes that one plugin's payload may have. */
    public static final int MAX_PAYLOAD_SIZE = 1024 * 1024;

    /**
     * A plugin with its starting data.
     *
     * @param payload what {@code StateMachine.genesis} is given
     */
    public record PluginGenesis(PluginVersion plugin, Bytes payload) {}

    public Genesis {
        plugins = List.copyOf(plugins);
        if (Bytes.utf8(name).size() > MAX_NAME_SIZE || salt.size() != 16) {
            throw new IllegalArgumentException("a genesis has a name of at most 64 bytes and a salt of 16 bytes");
        }
        if (plugins.size() > BlockHeader.MAX_PLUGINS - 1) {
            throw new IllegalArgumentException("a chain runs at most 63 plugins, not " + plugins.size());
        }
        for (int i = 0; i < plugins.size(); i++) {
            int id = plugins.get(i).plugin().pluginId();
            if (id == 0 || (i > 0 && plugins.get(i - 1).plugin().pluginId() >= id)) {
                throw new IllegalArgumentException("plugins must ascend by id and be above 0");
            }
            if (plugins.get(i).payload().size() > MAX_PAYLOAD_SIZE) {
                throw new IllegalArgumentException("the genesis payload of plugin " + id + " is above 1 MiB");
            }
        }
    }

    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.GENESIS, Tag.VERSION, 1024)
                .bytes(Bytes.utf8(name))
                .u64(timeMicros)
                .fixed(salt)
                .bytes(members.encoded())
                .bytes(parameters.encoded())
                .u16(plugins.size());
        for (PluginGenesis plugin : plugins) {
            out.u16(plugin.plugin().pluginId()).u32(plugin.plugin().version()).bytes(plugin.payload());
        }
        return out.toBytes();
    }

    public static Genesis decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("genesis", bytes, Tag.GENESIS, Tag.VERSION);
        Bytes nameBytes = in.bytes(MAX_NAME_SIZE);
        String name = nameBytes.toUtf8();
        if (!Bytes.utf8(name).equals(nameBytes)) {
            throw in.malformed("the name is not UTF-8");
        }
        try {
            Genesis genesis = new Genesis(
                    name,
                    in.u64(),
                    in.fixed(16),
                    MemberSet.decode(in.bytes(8 + 32 * MemberSet.MAX_MEMBERS)),
                    Parameters.decode(in.bytes(64)),
                    readPlugins(in));
            in.end();
            return genesis;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("genesis: " + e.getMessage(), e);
        }
    }

    private static List<PluginGenesis> readPlugins(CanonicalReader in) throws MalformedException {
        int count = in.count16(BlockHeader.MAX_PLUGINS - 1);
        List<PluginGenesis> plugins = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            plugins.add(new PluginGenesis(new PluginVersion(in.u16(), in.u32()), in.bytes(MAX_PAYLOAD_SIZE)));
        }
        return plugins;
    }

    /** What block 0 carries in its extensions. */
    public Hash hash() {
        return Domain.GENESIS.hash(encoded());
    }
}
