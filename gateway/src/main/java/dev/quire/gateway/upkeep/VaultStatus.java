package dev.quire.gateway.upkeep;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What looking after the vault has come to since the service was started.
 *
 * @param walks how often all records were looked at
 * @param began when the newest walk began
 * @param ended when the newest whole walk ended
 * @param records how many were looked at
 * @param mended parts that were lost or damaged at one member and are whole now
 * @param failed parts that are not at both members; each walk that finds them counts them
 * @param leftOutCount how often a record was left out because the other member was away
 * @param findings the newest, oldest first
 */
public record VaultStatus(
        long walks,
        Optional<Instant> began,
        Optional<Instant> ended,
        long records,
        long mended,
        long failed,
        long leftOutCount,
        List<Finding> findings) {
    static final VaultStatus NONE = new VaultStatus(0, Optional.empty(), Optional.empty(), 0, 0, 0, 0, List.of());

    public VaultStatus {
        findings = List.copyOf(findings);
    }

    VaultStatus begun(Instant now) {
        return new VaultStatus(walks, Optional.of(now), ended, records, mended, failed, leftOutCount, findings);
    }

    VaultStatus ended(Instant now) {
        return new VaultStatus(walks + 1, began, Optional.of(now), records, mended, failed, leftOutCount, findings);
    }

    VaultStatus looked(int mendedNow, int failedNow) {
        return new VaultStatus(
                walks, began, ended, records + 1, mended + mendedNow, failed + failedNow, leftOutCount, findings);
    }

    VaultStatus leftOut() {
        return new VaultStatus(walks, began, ended, records, mended, failed, leftOutCount + 1, findings);
    }

    VaultStatus with(List<Finding> newest) {
        return new VaultStatus(walks, began, ended, records, mended, failed, leftOutCount, newest);
    }

    /** Counts only. */
    @Override
    public String toString() {
        return walks + " walks, " + records + " records, " + mended + " parts mended, " + failed + " not, "
                + leftOutCount + " records left out";
    }
}
