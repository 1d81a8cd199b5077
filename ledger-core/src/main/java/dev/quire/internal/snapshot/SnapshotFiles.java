package dev.quire.internal.snapshot;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's snapshots on a disk of their own (docs/spec/snapshots.md, 4). A snapshot is whole once its manifest is there,
 * which is written last. One that is fetched has its head there first, so that a restart goes on with it. Used by one
 * thread. The caller owns the {@link Disk}.
 */
public final class SnapshotFiles {
    private static final Logger log = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final Pattern NAME =
            Pattern.compile("(snapshot|fetched|fetching)-(\\d{19})(?:-(\\d{7}))?\\.(chunk|manifest|head)");
    private static final String UNFINISHED = ".new";
    static final int MAX_MANIFEST_BYTES = 256 << 20;

    private final Disk disk;
    private final TreeMap<Long, SnapshotManifest> kept = new TreeMap<>();
    private Optional<SnapshotManifest> fetched = Optional.empty();
    private Optional<SnapshotHead> fetching = Optional.empty();
    /** The height of a snapshot that is being taken. */
    private OptionalLong taking = OptionalLong.empty();

    private SnapshotFiles(Disk disk) {
        this.disk = disk;
    }

    /** Reads what is there; what was begun and cannot be gone on with is deleted. */
    public static SnapshotFiles open(Disk disk) throws IOException {
        SnapshotFiles files = new SnapshotFiles(disk);
        for (String name : disk.list()) {
            files.read(name);
        }
        files.deleteUnfinished();
        return files;
    }

    private void read(String name) throws IOException {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches() || "chunk".equals(parts.group(4))) {
            return;
        }
        try {
            Bytes content = sealed(name);
            if ("head".equals(parts.group(4))) {
                fetching = Optional.of(SnapshotHead.decode(content));
            } else if ("fetched".equals(parts.group(1))) {
                fetched = Optional.of(SnapshotManifest.decode(content));
            } else {
                SnapshotManifest manifest = SnapshotManifest.decode(content);
                kept.put(manifest.height(), manifest);
            }
        } catch (MalformedException e) {
            log.error("{} is damaged and is deleted: {}", name, e.getMessage());
            disk.delete(name);
        }
    }

    private void deleteUnfinished() throws IOException {
        for (String name : disk.list()) {
            Matcher parts = NAME.matcher(name);
            boolean unwanted = parts.matches() && !isWanted(Long.parseLong(parts.group(2)));
            if (unwanted || name.endsWith(UNFINISHED)) {
                disk.delete(name);
            }
        }
        disk.syncNames();
    }

    private boolean isWanted(long height) {
        return kept.containsKey(height)
                || taking.equals(OptionalLong.of(height))
                || fetched.filter(found -> found.height() == height).isPresent()
                || fetching.filter(found -> found.height() == height).isPresent();
    }

    /** Those that are whole, ascending. */
    public List<SnapshotManifest> kept() {
        return List.copyOf(kept.values());
    }

    /** The highest of those. */
    public Optional<SnapshotManifest> newest() {
        return Optional.ofNullable(kept.lastEntry()).map(Map.Entry::getValue);
    }

    public Optional<SnapshotManifest> at(long height) {
        return Optional.ofNullable(kept.get(height));
    }

    /** One that came from peers and is whole: the next start installs it. */
    public Optional<SnapshotManifest> fetched() {
        return fetched;
    }

    /** One that is on its way from peers. */
    public Optional<SnapshotHead> fetching() {
        return fetching;
    }

    /**
     * Reads a chunk of a whole snapshot.
     *
     * @throws BadChunkException if it is not what was written
     */
    public Chunk chunk(SnapshotManifest manifest, int index) throws IOException, BadChunkException {
        try {
            return Chunk.decode(encodedChunk(manifest, index));
        } catch (MalformedException e) {
            throw new BadChunkException(chunkName(manifest.height(), index) + " is damaged: " + e.getMessage(), e);
        }
    }

    /** As {@link #chunk}, in its encoding. */
    public Bytes encodedChunk(SnapshotManifest manifest, int index) throws IOException, BadChunkException {
        SnapshotManifest.Entry entry = manifest.entries().get(index);
        Bytes bytes = content(chunkName(manifest.height(), index), Chunk.MAX_SIZE);
        if (bytes.size() != entry.bytes() || !MerkleTree.leafHash(bytes).equals(entry.digest())) {
            throw new BadChunkException(chunkName(manifest.height(), index) + " is damaged or missing: delete the file "
                    + manifestName("snapshot", manifest.height()) + ", and the node does without this snapshot");
        }
        return bytes;
    }

    /** Chunks of that height are going to be written, until {@link #keep} or {@link #deleteUnkept}. */
    public void beginTaking(long height) {
        taking = OptionalLong.of(height);
    }

    /** Writes a chunk; it is durable, but for its name. */
    public SnapshotManifest.Entry write(long height, int index, Chunk chunk) throws IOException {
        Bytes encoded = chunk.encoded();
        write(chunkName(height, index), encoded);
        return SnapshotManifest.Entry.of(chunk, encoded);
    }

    /** All chunks are there: from now on the snapshot is. */
    public void keep(SnapshotManifest manifest) throws IOException {
        disk.syncNames();
        writeSealed(manifestName("snapshot", manifest.height()), manifest.encoded());
        kept.put(manifest.height(), manifest);
        taking = OptionalLong.empty();
    }

    /** Begins to fetch a snapshot, in place of any other. */
    public void beginFetch(SnapshotHead head) throws IOException {
        dropFetch();
        writeSealed(headName(head.height()), head.encoded());
        fetching = Optional.of(head);
    }

    /** Makes the names of chunks durable. */
    public void syncNames() throws IOException {
        disk.syncNames();
    }

    /** A chunk of what is being fetched, as it was written or lies there after a crash; empty if there is none. */
    public Optional<Bytes> fetchedChunk(int index) throws IOException {
        String name = chunkName(fetching.orElseThrow().height(), index);
        return disk.exists(name) ? Optional.of(content(name, Chunk.MAX_SIZE)) : Optional.empty();
    }

    /** Deletes chunks of what is being fetched, from {@code index} on. */
    public void dropChunksFrom(int index) throws IOException {
        long height = fetching.orElseThrow().height();
        for (int i = index; disk.exists(chunkName(height, i)); i++) {
            disk.delete(chunkName(height, i));
        }
        disk.syncNames();
    }

    /** All chunks are there and hold. */
    public void finishFetch(SnapshotManifest manifest) throws IOException {
        disk.syncNames();
        writeSealed(manifestName("fetched", manifest.height()), manifest.encoded());
        fetched = Optional.of(manifest);
        disk.delete(headName(manifest.height()));
        disk.syncNames();
        fetching = Optional.empty();
    }

    /** Gives up what is being fetched. */
    public void dropFetch() throws IOException {
        if (fetching.isPresent()) {
            long height = fetching.get().height();
            fetching = Optional.empty();
            disk.delete(headName(height));
            deleteUnfinished();
        }
    }

    /** What was fetched is kept like any other from now on. */
    public void keepFetched() throws IOException {
        SnapshotManifest manifest = fetched.orElseThrow();
        disk.rename(manifestName("fetched", manifest.height()), manifestName("snapshot", manifest.height()));
        disk.syncNames();
        kept.put(manifest.height(), manifest);
        fetched = Optional.empty();
    }

    /** What was fetched is of no use. */
    public void dropFetched() throws IOException {
        disk.delete(manifestName("fetched", fetched.orElseThrow().height()));
        fetched = Optional.empty();
        deleteUnfinished();
    }

    /** Deletes a snapshot: the manifest first, and what a crash leaves at the next start. */
    public void delete(long height) throws IOException {
        kept.remove(height);
        disk.delete(manifestName("snapshot", height));
        disk.syncNames();
        deleteUnfinished();
    }

    /** Deletes what was written of a snapshot that comes to nothing. */
    public void deleteUnkept() throws IOException {
        taking = OptionalLong.empty();
        deleteUnfinished();
    }

    private void write(String name, Bytes content) throws IOException {
        if (disk.exists(name)) {
            disk.delete(name);
        }
        try (DiskFile file = disk.create(name, 0)) {
            file.write(0, content.asBuffer());
            file.sync();
        }
    }

    /** The leaf hash goes behind the content, so that damage is seen. */
    private void writeSealed(String name, Bytes content) throws IOException {
        write(name + UNFINISHED, content.concat(MerkleTree.leafHash(content).bytes()));
        disk.rename(name + UNFINISHED, name);
        disk.syncNames();
    }

    private Bytes sealed(String name) throws IOException, MalformedException {
        return unsealed(content(name, MAX_MANIFEST_BYTES));
    }

    /** What {@link #writeSealed} was given. */
    static Bytes unsealed(Bytes file) throws MalformedException {
        int end = file.size() - Hash.SIZE;
        if (end < 0 || !MerkleTree.leafHash(file.slice(0, end)).bytes().equals(file.slice(end, file.size()))) {
            throw new MalformedException("its hash is another one");
        }
        return file.slice(0, end);
    }

    /** Empty if the file is larger than it may be, or missing. */
    private Bytes content(String name, int most) throws IOException {
        if (!disk.exists(name)) {
            return Bytes.EMPTY;
        }
        try (DiskFile file = disk.open(name)) {
            long size = file.size();
            if (size > most) {
                return Bytes.EMPTY;
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            file.read(0, content);
            return Bytes.wrap(content.array());
        }
    }

    static String chunkName(long height, int index) {
        return String.format(Locale.ROOT, "snapshot-%019d-%07d.chunk", height, index);
    }

    static String manifestName(String kind, long height) {
        return String.format(Locale.ROOT, "%s-%019d.manifest", kind, height);
    }

    private static String headName(long height) {
        return String.format(Locale.ROOT, "fetching-%019d.head", height);
    }
}
