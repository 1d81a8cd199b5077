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
 * What a block commits to (docs/spec/formats.md, section 4). Its hash names the block; no view or term is in it, so a
 * block that is proposed again under another leader is the same block.
 *
 * @param chainId hash of block 0; {@link Hash#ZERO} in block 0 itself
 * @param height 0 for genesis
 * @param timeMicros microseconds since 1970, later than the parent's
 * @param previousHash hash of the parent's header; {@link Hash#ZERO} in block 0
 * @param lastCertHeight height of the newest certificate that the proposer had; 0 if none
 * @param lastCertHash hash of that certificate; {@link Hash#ZERO} if none
 * @param proposer who built the block; 32 zero bytes in block 0
 * @param txRoot RFC 9162 root over the encoded transactions
 * @param txCount number of transactions
 * @param resultRoot RFC 9162 root over the encoded {@link ResultLeaf}s
 * @param stateRoot root of the state tree after this block
 * @param historyRoot RFC 9162 root over the hashes of blocks 0 to height - 1
 * @param pluginVersions in force at this block, ascending by id
 * @param extensions at most {@link #MAX_EXTENSIONS_SIZE} bytes: the hash of the genesis document in block 0, else empty
 */
public record BlockHeader(
        Hash chainId,
        long height,
        long timeMicros,
        Hash previousHash,
        long lastCertHeight,
        Hash lastCertHash,
        PublicKey proposer,
        Hash txRoot,
        int txCount,
        Hash resultRoot,
        Hash stateRoot,
        Hash historyRoot,
        Hash memberSetHash,
        Hash nextMemberSetHash,
        Hash parametersHash,
        List<PluginVersion> pluginVersions,
        Bytes extensions) {
    /** The most bytes that the extensions may have. */
    public static final int MAX_EXTENSIONS_SIZE = 1024;
    /** The most plugins that a chain may run. */
    public static final int MAX_PLUGINS = 64;
    /** The most bytes that an encoded header may have. */
    public static final int MAX_SIZE = 4096;

    public BlockHeader {
        pluginVersions = List.copyOf(pluginVersions);
        if (pluginVersions.size() > MAX_PLUGINS || extensions.size() > MAX_EXTENSIONS_SIZE) {
            throw new IllegalArgumentException("a header has too many plugins or too long extensions");
        }
        for (int i = 1; i < pluginVersions.size(); i++) {
            if (pluginVersions.get(i - 1).pluginId() >= pluginVersions.get(i).pluginId()) {
                throw new IllegalArgumentException("plugin versions must ascend by id");
            }
        }
    }

    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.HEADER, Tag.VERSION, 512)
                .fixed(chainId.bytes())
                .u64(height)
                .u64(timeMicros)
                .fixed(previousHash.bytes())
                .u64(lastCertHeight)
                .fixed(lastCertHash.bytes())
                .fixed(proposer.bytes())
                .fixed(txRoot.bytes())
                .u32(txCount)
                .fixed(resultRoot.bytes())
                .fixed(stateRoot.bytes())
                .fixed(historyRoot.bytes())
                .fixed(memberSetHash.bytes())
                .fixed(nextMemberSetHash.bytes())
                .fixed(parametersHash.bytes())
                .u16(pluginVersions.size());
        pluginVersions.forEach(plugin -> out.u16(plugin.pluginId()).u32(plugin.version()));
        return out.bytes(extensions).toBytes();
    }

    public static BlockHeader decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("block header", bytes, Tag.HEADER, Tag.VERSION);
        try {
            BlockHeader header = new BlockHeader(
                    Hash.read(in),
                    in.u64(),
                    in.u64(),
                    Hash.read(in),
                    in.u64(),
                    Hash.read(in),
                    PublicKey.read(in),
                    Hash.read(in),
                    in.u32(),
                    Hash.read(in),
                    Hash.read(in),
                    Hash.read(in),
                    Hash.read(in),
                    Hash.read(in),
                    Hash.read(in),
                    readPluginVersions(in),
                    in.bytes(MAX_EXTENSIONS_SIZE));
            in.end();
            return header;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("block header: " + e.getMessage(), e);
        }
    }

    private static List<PluginVersion> readPluginVersions(CanonicalReader in) throws MalformedException {
        int count = in.count16(MAX_PLUGINS);
        List<PluginVersion> versions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            versions.add(new PluginVersion(in.u16(), in.u32()));
        }
        return versions;
    }

    /** The block's hash. It is computed at each call; {@link Block#hash()} keeps it. */
    public Hash hash() {
        return Domain.BLOCK.hash(encoded());
    }
}
