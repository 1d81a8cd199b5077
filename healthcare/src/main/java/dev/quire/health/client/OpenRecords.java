package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.blob.BlobCopies;
import dev.quire.health.keys.blob.BlobReader;
import dev.quire.health.keys.blob.BlobSource;
import dev.quire.health.keys.blob.Description;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.vault.BlobName;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Records of one permitted access that are open. Closing it wipes their keys: close it when the session ends. For one thread
 * at a time.
 */
public final class OpenRecords implements AutoCloseable {
    private final Vaults vaults;
    private final Id aid;
    private final Receipt receipt;
    private final SortedMap<Id, OpenRecord> open;
    private final SortedMap<Id, HealthException> unreadable;
    private final List<Fault> faults;

    /** A record with its keys. */
    record OpenRecord(RecordEntry entry, RecordKeys keys, SliceHashes slices, Description description) {}

    OpenRecords(
            Vaults vaults,
            Id aid,
            Receipt receipt,
            Map<Id, OpenRecord> open,
            Map<Id, HealthException> unreadable,
            List<Fault> faults) {
        this.vaults = vaults;
        this.aid = aid;
        this.receipt = receipt;
        this.open = new TreeMap<>(open);
        this.unreadable = new TreeMap<>(unreadable);
        this.faults = new ArrayList<>(faults);
    }

    /** The access, as it is in the patient's log. */
    public Id aid() {
        return aid;
    }

    /** Proves that the access was on the ledger before anything opened. */
    public Receipt receipt() {
        return receipt;
    }

    /** Those that opened. */
    public SortedSet<Id> rids() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(open.keySet()));
    }

    /** Those that did not, and why. */
    public SortedMap<Id, HealthException> unreadable() {
        return Collections.unmodifiableSortedMap(unreadable);
    }

    /** What members failed in until now: custodians that lied or were silent, and damaged copies. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** What the author said of the record, under the author's seal. */
    public Description description(Id rid) {
        return record(rid).description();
    }

    /**
     * Writes the plaintext to {@code out}, in memory of 2 MiB however long it is; nothing of it touches a disk here. A slice
     * that is damaged in one vault comes from another.
     *
     * @throws HealthException.Unreadable if a range is damaged in every copy: which one, is in the message. What was
     *     written to {@code out} before is good
     * @throws IOException if {@code out} takes no more
     */
    public void copyTo(Id rid, OutputStream out) throws HealthException, IOException {
        copyTo(rid, out, 0, record(rid).description().plainLength());
    }

    /** The same for {@code length} bytes from {@code from} on. */
    public void copyTo(Id rid, OutputStream out, long from, long length) throws HealthException, IOException {
        OpenRecord record = record(rid);
        List<Id> holders = record.entry().terms().vaults();
        List<BlobSource> sources = holders.stream()
                .map(orgId -> vaults.source(
                        orgId,
                        new BlobName.OfRecord(rid, BlobName.Part.CONTENT),
                        record.slices().blobLength()))
                .toList();
        BlobCopies copies = new BlobCopies(record.slices(), sources);
        try {
            new BlobReader(
                            copies,
                            record.slices(),
                            record.keys(),
                            record.description().plainLength())
                    .copyTo(out, from, length);
        } catch (CryptoException e) {
            throw new HealthException.Unreadable("record " + rid, e);
        } finally {
            for (BlobCopies.Damage damage : copies.damages()) {
                faults.add(fault(holders.get(damage.copy()), rid, damage));
            }
        }
    }

    private static Fault fault(Id orgId, Id rid, BlobCopies.Damage damage) {
        String bytes =
                "bytes " + damage.range().from() + " to " + damage.range().to() + " of record " + rid;
        return damage.wasRead()
                ? Fault.of(orgId, Fault.Kind.FALSE, "has " + bytes + " damaged")
                : Fault.of(orgId, Fault.Kind.SILENT, "does not give " + bytes);
    }

    private OpenRecord record(Id rid) {
        OpenRecord record = open.get(rid);
        if (record == null) {
            throw new IllegalArgumentException("record " + rid + " is not open here");
        }
        return record;
    }

    @Override
    public void close() {
        open.values().forEach(record -> record.keys().close());
        open.clear();
    }
}
