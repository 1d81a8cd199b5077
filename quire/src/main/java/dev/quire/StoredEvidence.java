package dev.quire;

import dev.quire.block.Evidence;
import dev.quire.codec.Bytes;
import dev.quire.internal.journal.EvidenceFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The proofs of lies in a node's data directory, whether the node runs or not: such files are written once, whole. */
public final class StoredEvidence {
    private StoredEvidence() {}

    /**
     * The bytes of each file by its name, ascending, which is the order in which the lies were found. They prove nothing
     * until they are decoded ({@link Evidence#decode}) and checked ({@code EvidenceVerifier}). Of a file that is larger
     * than any evidence the first {@link Evidence#MAX_SIZE} bytes are given.
     *
     * @throws IOException if the directory has no journal, or cannot be read
     */
    public static SortedMap<String, Bytes> read(Path dataDir) throws IOException {
        Path directory = dataDir.resolve("journal");
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no journal in " + dataDir + ": the node has never run there");
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> EvidenceFiles.isName(String.valueOf(file.getFileName())))
                    .sorted()
                    .limit(EvidenceFiles.MAX_FILES)
                    .toList();
        }
        SortedMap<String, Bytes> found = new TreeMap<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                found.put(String.valueOf(file.getFileName()), Bytes.wrap(in.readNBytes(Evidence.MAX_SIZE)));
            }
        }
        return found;
    }
}
