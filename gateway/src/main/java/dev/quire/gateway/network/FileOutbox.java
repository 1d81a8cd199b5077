package dev.quire.gateway.network;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.hash.Hash;
import dev.quire.health.client.DealOutbox;
import dev.quire.health.custody.Deal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An outbox that outlives the process: a file for each deal, which is there whole or not at all. Several processes may have
 * one directory.
 */
final class FileOutbox implements DealOutbox {
    private static final String SUFFIX = ".deal";

    private final Path directory;
    private final Hash chainId;

    private FileOutbox(Path directory, Hash chainId) {
        this.directory = directory;
        this.chainId = chainId;
    }

    /** @param directory made if it is missing, for its owner only */
    static FileOutbox open(Path directory, Hash chainId) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new FileOutbox(directory, chainId);
    }

    private Path file(Deal deal) {
        return directory.resolve(deal.dealId() + SUFFIX);
    }

    @Override
    public void keep(Deal deal) throws IOException {
        try {
            OwnerOnlyFile.writeNew(file(deal), deal.encoded().toArray());
        } catch (FileAlreadyExistsException e) {
            // It is kept already: a deal is never another one under the same id.
            return;
        }
    }

    @Override
    public void done(Deal deal) throws IOException {
        Files.deleteIfExists(file(deal));
    }

    @Override
    public List<Deal> waiting() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
        Map<Path, FileTime> times = new TreeMap<>();
        for (Path file : files) {
            times.put(file, Files.getLastModifiedTime(file));
        }
        List<Deal> deals = new ArrayList<>();
        for (Map.Entry<Path, FileTime> file : times.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .toList()) {
            deals.add(read(file.getKey()));
        }
        return deals;
    }

    private Deal read(Path file) throws IOException {
        try {
            return Deal.decode(chainId, Bytes.wrap(OwnerOnlyFile.read(file, Deal.MAX_SIZE)));
        } catch (MalformedException e) {
            throw new IOException(file + " is damaged: move it away and publish the record anew", e);
        }
    }
}
