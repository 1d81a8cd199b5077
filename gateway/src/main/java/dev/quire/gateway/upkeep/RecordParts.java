package dev.quire.gateway.upkeep;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordTerms;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.blob.MetaBox;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobName.Part;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of one record must be. The ledger has hashes only; a copy that fits them shows the bytes, and from these come
 * the slice hashes by which any other copy is judged.
 */
final class RecordParts {
    private static final Logger log = LoggerFactory.getLogger(RecordParts.class);
    private static final int MAX_LEAVES = 1 + 255 * Hash.SIZE;

    private final Hash chainId;
    private final RecordEntry record;
    private final RecordTerms terms;
    private final Map<BlobName, SliceHashes> proven = new HashMap<>();

    private RecordParts(Hash chainId, RecordEntry record) {
        this.chainId = chainId;
        this.record = record;
        terms = record.terms();
    }

    /** What lies in the vaults of a record. */
    static List<BlobName.Recorded> of(RecordEntry record) {
        List<BlobName.Recorded> names = new ArrayList<>();
        for (Part part : Part.values()) {
            if (part != Part.LEAVES_E || record.terms().shareRootE().isPresent()) {
                names.add(name(record, part));
            }
        }
        names.add(capsule(record));
        return names;
    }

    private static BlobName.Recorded name(RecordEntry record, Part part) {
        return new BlobName.OfRecord(record.rid(), part);
    }

    private static BlobName.Recorded capsule(RecordEntry record) {
        return BlobName.OfCapsule.of(record.rid(), record.capsule().hash());
    }

    /**
     * Those of which one of the copies is what the ledger says.
     *
     * @param copies the nearest first: the others are asked only for what it does not prove
     */
    static Map<BlobName, SliceHashes> proven(Hash chainId, RecordEntry record, List<BlobVault> copies) {
        RecordParts parts = new RecordParts(chainId, record);
        int wanted = of(record).size();
        for (int asked = 1; asked <= copies.size() && parts.proven.size() < wanted; asked++) {
            parts.prove(copies.subList(0, asked));
        }
        return parts.proven;
    }

    private void prove(List<BlobVault> copies) {
        if (!proven.containsKey(name(record, Part.CONTENT))) {
            proveFingerprint(copies);
        }
        prove(
                capsule(record),
                copies,
                Envelope.MAX_SIZE,
                capsule -> Capsules.hash(chainId, record.rid(), capsule)
                        .equals(record.capsule().hash()));
        prove(
                name(record, Part.LEAVES_B),
                copies,
                MAX_LEAVES,
                leaves -> isRoot(leaves, ShareClass.B, terms.shareRootB()));
        terms.shareRootE()
                .ifPresent(root -> prove(
                        name(record, Part.LEAVES_E), copies, MAX_LEAVES, leaves -> isRoot(leaves, ShareClass.E, root)));
    }

    private void prove(BlobName name, List<BlobVault> copies, int max, Predicate<Bytes> meant) {
        if (!proven.containsKey(name)) {
            candidates(name, copies, max).stream()
                    .filter(meant)
                    .findFirst()
                    .ifPresent(bytes -> proven.put(name, slices(bytes)));
        }
    }

    /** Salt, slices and description are known by one hash together, and one of each copy may be damaged. */
    private void proveFingerprint(List<BlobVault> copies) {
        long count = (terms.blobLength() + SliceHashes.SLICE_SIZE - 1) / SliceHashes.SLICE_SIZE;
        List<Bytes> metas = candidates(name(record, Part.META), copies, MetaBox.MAX_SIZE);
        List<Bytes> lists = candidates(name(record, Part.SLICES), copies, Math.toIntExact(count * Hash.SIZE));
        for (Bytes salt : candidates(name(record, Part.SALT), copies, Fingerprint.SALT_SIZE)) {
            for (Bytes list : lists) {
                for (Bytes meta : metas) {
                    Optional<SliceHashes> content = content(salt, list, meta);
                    if (content.isPresent()) {
                        proven.put(name(record, Part.SALT), slices(salt));
                        proven.put(name(record, Part.SLICES), slices(list));
                        proven.put(name(record, Part.META), slices(meta));
                        proven.put(name(record, Part.CONTENT), content.get());
                        return;
                    }
                }
            }
        }
    }

    private Optional<SliceHashes> content(Bytes salt, Bytes list, Bytes meta) {
        try {
            SliceHashes content = SliceHashes.decode(terms.blobLength(), list);
            return Optional.of(content)
                    .filter(found -> salt.size() == Fingerprint.SALT_SIZE
                            && found.fingerprint(chainId, record.rid(), salt, meta)
                                    .equals(terms.fingerprint()));
        } catch (CryptoException.Malformed e) {
            return Optional.empty();
        }
    }

    private boolean isRoot(Bytes encoded, ShareClass shareClass, Hash root) {
        try {
            return ShareLeaves.decode(chainId, record.rid(), terms.committee(), shareClass, encoded)
                    .root()
                    .equals(root);
        } catch (CryptoException.Malformed e) {
            return false;
        }
    }

    private static SliceHashes slices(Bytes part) {
        ByteArrayInputStream in = new ByteArrayInputStream(part.toArray());
        try {
            return SliceHashes.of((position, buffer, length) -> in.readNBytes(buffer, 0, length), part.size());
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    /** What lies in the copies under this name, where it is neither empty nor too long. */
    private List<Bytes> candidates(BlobName name, List<BlobVault> copies, int max) {
        List<Bytes> found = new ArrayList<>();
        for (BlobVault copy : copies) {
            try {
                Optional<BlobStat> stat = copy.stat(name);
                if (stat.isPresent() && stat.get().length() > 0 && stat.get().length() <= max) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    copy.get(name, 0, stat.get().length(), out);
                    found.add(Bytes.wrap(out.toByteArray()));
                }
            } catch (IOException e) {
                log.debug("a copy proves nothing: {}", e.getMessage());
            }
        }
        return found;
    }
}
