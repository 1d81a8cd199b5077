package dev.quire.gateway.vault;

import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member's own vault with a copy of everything at another member. A put is done when the own vault has it; the copy
 * follows, and is tried again until the other member has it. A read takes each slice of 1 MiB from the copy where the own
 * vault lacks it, has it damaged or is down, and has the own one mended afterwards. {@link #mend} and {@link #walk} read both
 * copies whole, say which slices are damaged, and put right what one of them still has.
 *
 * <p>What is still to be copied is remembered in memory only, at most {@link #MAX_PENDING} names: a walk finds the rest. Safe
 * for use by several threads.
 */
public final class CopiedVault implements BlobVault, AutoCloseable {
    /** The most names that wait to be copied. */
    public static final int MAX_PENDING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(CopiedVault.class);

    private final BlobVault own;
    private final BlobVault copy;
    private final PendingNames pending = new PendingNames(MAX_PENDING);
    private final Copier copier;

    /** A blob to be looked at. */
    public record Entry(BlobName name, Optional<SliceHashes> slices) {}

    /**
     * @param own stays the caller's to close, as does {@code copy}
     * @param copy the other member's
     * @param again how long after a failure to copy the next attempt is made
     */
    public CopiedVault(BlobVault own, BlobVault copy, Duration again) {
        this.own = own;
        this.copy = copy;
        copier = new Copier(this::copyPending, again);
    }

    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        own.put(name, length, content);
        later(name);
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        if (from < 0 || to < from) {
            throw new VaultException.WrongLength("there is no range from " + from + " to " + to);
        }
        SliceBuffer slice = new SliceBuffer();
        for (long start = from; start < to || start == from; start += SliceHashes.SLICE_SIZE) {
            fill(slice, name, start, Math.min(to, start + SliceHashes.SLICE_SIZE));
            try {
                out.write(slice.bytes(), 0, slice.size());
            } catch (VaultException e) {
                throw e;
            } catch (IOException e) {
                throw new VaultException.StreamBroken(name, e);
            }
        }
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        try {
            Optional<BlobStat> found = own.stat(name);
            return found.isPresent() ? found : copy.stat(name);
        } catch (VaultException.Damaged | VaultException.Unavailable e) {
            return orElse(e, () -> copy.stat(name));
        }
    }

    /** Deletes the copy first: where that fails, the own one is still there to tell that something is left to do. */
    @Override
    public boolean delete(BlobName name) throws VaultException {
        pending.remove(name);
        boolean copied = copy.delete(name);
        boolean owned = own.delete(name);
        return copied || owned;
    }

    /** How many names are not known to be at both. */
    public int pendingCount() {
        return pending.size();
    }

    /**
     * Reads both copies whole and mends one from the other where that is possible.
     *
     * @param slices of a record's sealed file, compared with the ledger: a copy is then believed only as far as they show;
     *     without them as far as its vault's own seals do
     */
    public MendReport mend(BlobName name, Optional<SliceHashes> slices) {
        CopyState here = CopyCheck.check(own, name, slices);
        CopyState there = CopyCheck.check(copy, name, slices);
        if (here.isWhole() && there.isWhole()) {
            return new MendReport(name, here, there, MendReport.Outcome.WHOLE, "");
        }
        String trouble = "neither copy is whole";
        if (here.isWhole() && there.isToBeMended()) {
            trouble = replace(name, own, copy, there, slices);
        } else if (there.isWhole() && here.isToBeMended()) {
            trouble = replace(name, copy, own, here, slices);
        } else if (here.isWhole() || there.isWhole()) {
            trouble = "the other copy cannot be read: see the log of that vault's service";
        }
        MendReport.Outcome outcome = trouble.isEmpty() ? MendReport.Outcome.MENDED : MendReport.Outcome.FAILED;
        return new MendReport(name, here, there, outcome, trouble);
    }

    /** Mends one after the other; each report is given out as it is made. */
    public void walk(Iterable<Entry> entries, Consumer<MendReport> reports) {
        for (Entry entry : entries) {
            reports.accept(mend(entry.name(), entry.slices()));
        }
    }

    /** Ends copying, after the blob that is being copied; what is pending is found by the next walk. */
    @Override
    public void close() {
        copier.close();
    }

    private void later(BlobName name) {
        if (!pending.add(name)) {
            LOG.warn("more than {} blobs wait to be copied: walk the vault when the other member is up", MAX_PENDING);
        }
        copier.wake();
    }

    /** Ends at the first name for which the other member is not there: it is not there for the others either. */
    private void copyPending() {
        for (BlobName name : pending.names()) {
            if (copier.isClosed() || !copyNow(name)) {
                return;
            }
        }
    }

    /** False if the other member is not there. */
    private boolean copyNow(BlobName name) {
        String trouble;
        try {
            // A fresh blob is not read twice: where there is no copy, it is only to be made.
            trouble = copy.stat(name).isEmpty() && own.stat(name).isPresent()
                    ? replace(name, own, copy, CopyState.MISSING, Optional.empty())
                    : mend(name, Optional.empty()).detail();
        } catch (VaultException.Damaged e) {
            trouble = mend(name, Optional.empty()).detail();
        } catch (VaultException.Unavailable e) {
            LOG.info("{} is not at both members yet: {}", name.path(), e.getMessage());
            return false;
        } catch (VaultException e) {
            trouble = String.valueOf(e.getMessage());
        }
        if (trouble.isEmpty()) {
            pending.remove(name);
        } else {
            LOG.warn("{} is not at both members: {}", name.path(), trouble);
        }
        return true;
    }

    private void fill(SliceBuffer slice, BlobName name, long from, long to) throws VaultException {
        try {
            slice.fill(own, name, from, to);
        } catch (VaultException.Damaged | VaultException.Missing | VaultException.Unavailable e) {
            orElse(e, () -> {
                slice.fill(copy, name, from, to);
                return Optional.empty();
            });
            later(name);
        }
    }

    private interface Fallback {
        Optional<BlobStat> ask() throws VaultException;
    }

    /** What the copy says; where it cannot help, what was wrong with the own vault. */
    private static Optional<BlobStat> orElse(VaultException first, Fallback fallback) throws VaultException {
        try {
            return fallback.ask();
        } catch (VaultException e) {
            first.addSuppressed(e);
            throw first;
        }
    }

    /** Empty if it is whole now; else why not. */
    private static String replace(
            BlobName name, BlobVault from, BlobVault to, CopyState old, Optional<SliceHashes> slices) {
        try {
            BlobStat whole = from.stat(name).orElseThrow(() -> new VaultException.Missing(name));
            if (old.kind() == CopyState.Kind.DAMAGED) {
                if (slices.isEmpty() && differ(to, name, whole)) {
                    return "the copies were put with different bytes: the author must say which is right";
                }
                if (!to.delete(name)) {
                    return "the other member keeps its damaged copy: its own service has to mend it";
                }
            }
            try (InputStream content = new BlobInput(from, name, whole.length(), slices)) {
                to.put(name, whole.length(), content);
            }
            return to.stat(name).equals(Optional.of(whole)) ? "" : "the new copy is not what was read";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Does the damaged copy's vault remember another blob than the whole one? */
    private static boolean differ(BlobVault damaged, BlobName name, BlobStat whole) throws VaultException {
        try {
            return !damaged.stat(name).equals(Optional.of(whole));
        } catch (VaultException.Damaged e) {
            return false;
        }
    }
}
