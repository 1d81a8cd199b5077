package dev.quire.gateway.upkeep;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.client.DealOutbox;
import dev.quire.health.custody.Deal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals that wait on disk, each in a file of its own: SHA-256 of the deal, then the deal, named by when it came and its dealId. A
 * deal is there whole, and durably, when {@link #keep} returns. Several processes may use one directory: whoever publishes keeps
 * deals, and the service beside the node hands them in. A deal that a crash brings back after it was {@link #done} is handed in
 * once more, which changes nothing.
 *
 * <p>Holds {@link #MAX_WAITING} deals and {@link #MAX_BYTES} at most. Safe for use by several threads.
 */
public final class FileOutbox implements DealOutbox {
    /** The most deals that wait. */
    public static final int MAX_WAITING = 10_000;
    /** The most bytes that wait. */
    public static final long MAX_BYTES = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(FileOutbox.class);
    private static final String DEAL = ".deal";
    private static final String PART = ".part";
    /** Nobody is still writing a file that old. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path directory;
    private final Hash chainId;
    private long newestMicros;

    private FileOutbox(Path directory, Hash chainId) {
        this.directory = directory;
        this.chainId = chainId;
    }

    /**
     * Opens or creates it.
     *
     * @param directory for this outbox only; mode 0700 from now on
     */
    public static FileOutbox open(Path directory, Hash chainId) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        FileOutbox outbox = new FileOutbox(directory, chainId);
        outbox.sweep();
        return outbox;
    }

    /** What a process left that was killed while it wrote. */
    private void sweep() throws IOException {
        Instant old = Instant.now().minus(ABANDONED);
        for (Path part : files(PART)) {
            if (Files.getLastModifiedTime(part).toInstant().isBefore(old)) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** @throws IOException also if there is no more room: then custodians have been away for long */
    @Override
    public synchronized void keep(Deal deal) throws IOException {
        List<Path> waiting = files(DEAL);
        if (find(waiting, deal.dealId()).isPresent()) {
            return;
        }
        Bytes encoded = deal.encoded();
        byte[] content = Fingerprint.sha256(encoded).bytes().concat(encoded).toArray();
        requireRoom(waiting, content.length);
        newestMicros = Math.max(newestMicros + 1, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        String name = String.format(
                Locale.ROOT, "%016x-%s%s", newestMicros, deal.dealId().toHex(), DEAL);
        OwnerOnlyFile.writeNew(directory.resolve(name), content);
    }

    private void requireRoom(List<Path> waiting, long more) throws IOException {
        long bytes = more;
        for (Path file : waiting) {
            bytes += sizeOf(file);
        }
        if (waiting.size() >= MAX_WAITING || bytes > MAX_BYTES) {
            throw new IOException("the outbox " + directory + " is full, with " + waiting.size()
                    + " deals that no custodian has receipted: see which custodians are away, and why");
        }
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            // It was handed in by another process.
            return 0;
        }
    }

    @Override
    public synchronized void done(Deal deal) throws IOException {
        Optional<Path> file = find(files(DEAL), deal.dealId());
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }

    /** A file that is damaged is set aside under another name, and told to the operator; the others are given out. */
    @Override
    public synchronized List<Deal> waiting() throws IOException {
        List<Deal> deals = new ArrayList<>();
        for (Path file : files(DEAL)) {
            try {
                deals.add(decode(OwnerOnlyFile.read(file, Hash.SIZE + Deal.MAX_SIZE)));
            } catch (NoSuchFileException e) {
                log.debug("{} was handed in by another process", file);
            } catch (MalformedException e) {
                Path aside = file.resolveSibling(file.getFileName() + ".damaged");
                Files.move(file, aside);
                log.error("{} is damaged ({}): its custodian has to be dealt to anew", aside, e.getMessage());
            }
        }
        return deals;
    }

    /** How many deals wait. */
    public int count() throws IOException {
        return files(DEAL).size();
    }

    private Deal decode(byte[] content) throws MalformedException {
        Bytes bytes = Bytes.wrap(content);
        if (bytes.size() < Hash.SIZE) {
            throw new MalformedException("deal: it is cut off");
        }
        Bytes encoded = bytes.slice(Hash.SIZE, bytes.size());
        if (!Fingerprint.sha256(encoded).bytes().equals(bytes.slice(0, Hash.SIZE))) {
            throw new MalformedException("deal: its bytes are not those that were kept");
        }
        return Deal.decode(chainId, encoded);
    }

    private static Optional<Path> find(List<Path> files, Id dealId) {
        String end = "-" + dealId.toHex() + DEAL;
        return files.stream()
                .filter(file -> String.valueOf(file.getFileName()).endsWith(end))
                .findFirst();
    }

    /** The oldest first. */
    private List<Path> files(String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith(end))
                    .sorted()
                    .toList();
        }
    }
}
