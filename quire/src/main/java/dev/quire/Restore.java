package dev.quire;

import dev.quire.DirectoryCheck.Finding;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a back-up into a node's empty data directory. It is copied into a directory inside, checked there from genesis on,
 * and moved to its place only if it is whole. The node then starts recovering: since the back-up was made it may have
 * promised more, which the other members remember. Used by one thread: {@link #copy}, then {@link #finish}.
 */
public final class Restore {
    private static final String STAGED = "restoring";

    private final Path backup;
    private final NodeDirectory node;
    private final boolean acceptLoss;
    private final Path staged;

    /**
     * What is there now.
     *
     * @param height of the newest committed block
     * @param recovering the node's word will not count until it has learned from the others
     * @param findings if there are any, the data directory is empty again
     */
    public record Report(long height, Hash headHash, boolean recovering, List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }
    }

    /**
     * @param node where it is restored to; the node that the back-up was made of
     * @param acceptLoss of a chain with one member: go on from the back-up, though nobody remembers what came after it
     */
    public Restore(Path backup, NodeDirectory node, boolean acceptLoss) {
        this.backup = backup;
        this.node = node;
        this.acceptLoss = acceptLoss;
        this.staged = node.dataDir().resolve(STAGED);
    }

    private boolean isAlone() {
        return node.genesis().members().members().size() == 1;
    }

    /**
     * Copies the back-up beside its place.
     *
     * @param progress in bytes
     * @throws ConfigurationException if it is of another chain or node
     * @throws IOException if it is not whole, the data directory is not empty, or files cannot be copied
     */
    public void copy(Progress progress) throws IOException {
        requireFitting(BackupManifest.read(backup));
        requireEmpty();
        if (isAlone() && !acceptLoss) {
            throw new IOException("this chain has one member, so nobody remembers what was committed after the back-up"
                    + " was made: restore with --accept-loss to go on without it");
        }
        FileTree.delete(staged);
        List<Path> journal = segments();
        List<Path> state = FileTree.files(backup.resolve("state"));
        List<Path> snapshots = FileTree.files(backup.resolve(NodeDirectory.SNAPSHOTS));
        long of = FileTree.bytes(journal) + FileTree.bytes(state) + FileTree.bytes(snapshots);
        long[] done = {0};
        FileTree.Counter counter = bytes -> {
            done[0] += bytes;
            progress.at(done[0], of);
        };
        FileTree.copy(journal, staged.resolve("journal"), counter);
        FileTree.copy(state, staged.resolve("state"), counter);
        FileTree.copy(snapshots, staged.resolve(NodeDirectory.SNAPSHOTS), counter);
        if (!isAlone()) {
            Files.createFile(staged.resolve("journal").resolve(Journal.RESTORED));
            FileTree.sync(staged.resolve("journal"));
        }
    }

    // Whoever has looked into the back-up may have left lock files.
    private List<Path> segments() throws IOException {
        return FileTree.files(backup.resolve("journal")).stream()
                .filter(file -> !String.valueOf(file.getFileName()).startsWith("lock"))
                .toList();
    }

    private void requireFitting(BackupManifest manifest) {
        if (!manifest.chainId().equals(node.chainId()) || !manifest.nodeId().equals(node.nodeId())) {
            throw ConfigurationException.ofDataDir(
                    backup.toString(),
                    new IOException("it is a back-up of node "
                            + manifest.nodeId().abbreviated() + " in chain "
                            + manifest.chainId().abbreviated() + ", and this is node "
                            + node.nodeId().abbreviated() + " in chain "
                            + node.chainId().abbreviated()));
        }
    }

    private void requireEmpty() throws IOException {
        List<Path> present = new ArrayList<>(FileTree.files(node.dataDir()));
        present.removeIf(file -> file.startsWith(staged)
                || file.equals(node.dataDir().resolve("ballast"))
                || String.valueOf(file.getFileName()).startsWith("lock"));
        if (!present.isEmpty()) {
            throw new IOException("the data directory " + node.dataDir() + " is not empty: it has "
                    + node.dataDir().relativize(present.get(0)) + "; move it away, and keep it until the node runs");
        }
    }

    /**
     * Checks the copy and moves it to its place.
     *
     * @param progress in blocks
     */
    public Report finish(Progress progress) throws IOException {
        DirectoryCheck.Report checked = node.at(staged).check().run(progress);
        if (checked.findings().isEmpty()) {
            FileTree.delete(node.journal());
            FileTree.delete(node.state());
            FileTree.delete(node.snapshots());
            // A state without its journal is refused by a start, so a crash in between does no harm.
            FileTree.move(staged.resolve(NodeDirectory.SNAPSHOTS), node.snapshots());
            FileTree.move(staged.resolve("state"), node.state());
            FileTree.move(staged.resolve("journal"), node.journal());
        }
        FileTree.delete(staged);
        return new Report(checked.blocks(), checked.headHash(), !isAlone(), checked.findings());
    }
}
