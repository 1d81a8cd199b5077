package dev.quire.internal.snapshot;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.merkle.MerkleTree;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the files of a whole snapshot are still as they were written, read by another than their owner, who goes on with
 * them and may delete them meanwhile. Whether they hold was judged when they were written.
 */
public final class SnapshotCheck {
    private static final Pattern MANIFEST = Pattern.compile("snapshot-(\\d{19})\\.manifest");

    private SnapshotCheck() {}

    /** Where files are read from. */
    @FunctionalInterface
    public interface Source {
        /** All of a file, if it has no more bytes than that, or else nothing of it; empty if it is not there. */
        Optional<Bytes> read(String name, int mostBytes) throws IOException;
    }

    /** A file that is not as it was written. */
    public record Decayed(String file, String what) {}

    /** The height of the snapshot whose manifest has such a name. */
    public static OptionalLong height(String name) {
        Matcher parts = MANIFEST.matcher(name);
        return parts.matches() ? OptionalLong.of(Long.parseLong(parts.group(1))) : OptionalLong.empty();
    }

    /** The first decayed file of a snapshot; empty also if it is deleted meanwhile. */
    public static Optional<Decayed> first(long height, Source source) throws IOException {
        String name = SnapshotFiles.manifestName("snapshot", height);
        Optional<Bytes> file = source.read(name, SnapshotFiles.MAX_MANIFEST_BYTES);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            SnapshotManifest manifest = SnapshotManifest.decode(SnapshotFiles.unsealed(file.get()));
            Optional<Decayed> found = chunks(manifest, source);
            // A manifest is deleted before its chunks are.
            return source.read(name, 0).isPresent() ? found : Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(new Decayed(name, "it is damaged: " + e.getMessage()));
        }
    }

    private static Optional<Decayed> chunks(SnapshotManifest manifest, Source source) throws IOException {
        for (int i = 0; i < manifest.entries().size(); i++) {
            String name = SnapshotFiles.chunkName(manifest.height(), i);
            Optional<Bytes> chunk = source.read(name, Chunk.MAX_SIZE);
            if (chunk.isEmpty()) {
                return Optional.of(new Decayed(name, "it is missing"));
            } else if (!MerkleTree.leafHash(chunk.get())
                    .equals(manifest.entries().get(i).digest())) {
                return Optional.of(new Decayed(name, "its bytes do not have the digest that the manifest names"));
            }
        }
        return Optional.empty();
    }
}
