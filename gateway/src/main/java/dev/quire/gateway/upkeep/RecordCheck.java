package dev.quire.gateway.upkeep;

import dev.quire.gateway.vault.CopiedVault;
import dev.quire.gateway.vault.CopyState;
import dev.quire.gateway.vault.MendReport;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.member.MemberServices;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks at all parts of one record, here and at the other members that the ledger names, and puts right what one of them still
 * has. The other member's damaged copy stays: it is his to mend, from here. Used by one thread.
 */
final class RecordCheck implements AutoCloseable {
    /** To others: a part of the 1,200 that a caller has in a minute. */
    private static final int CALLS_PER_SECOND = 8;

    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Hash chainId;
    private final Id own;
    private final PacedVault vault;
    private final MemberServices members;
    private final Map<Id, CopiedVault> pairs = new TreeMap<>();

    RecordCheck(Hash chainId, Id own, BlobVault vault, MemberServices members, Pace pace) {
        this.chainId = chainId;
        this.own = own;
        this.vault = new PacedVault(vault, pace, 0);
        this.members = members;
    }

    private PacedVault at(Id other) {
        return new PacedVault(
                members.of(other).vault(), vault.pace(), vault.pace().bytesPerSecond() / CALLS_PER_SECOND);
    }

    /**
     * What was not whole.
     *
     * @throws MemberAwayException at the first vault that cannot be asked: it cannot be for the other parts either
     */
    List<Finding> check(RecordEntry record) throws MemberAwayException {
        List<Id> others = record.terms().vaults().stream()
                .filter(orgId -> !orgId.equals(own))
                .toList();
        List<BlobVault> copies = new ArrayList<>(List.of(vault));
        others.forEach(other -> copies.add(at(other)));
        Map<BlobName, SliceHashes> proven = RecordParts.proven(chainId, record, copies);
        List<Finding> findings = new ArrayList<>();
        for (Id other : others) {
            CopiedVault pair = pairs.computeIfAbsent(other, orgId -> new CopiedVault(vault, at(orgId), AGAIN));
            for (BlobName.Recorded name : RecordParts.of(record)) {
                MendReport report = pair.mend(name, Optional.ofNullable(proven.get(name)));
                requireThere(own, report.own());
                requireThere(other, report.copy());
                if (report.outcome() != MendReport.Outcome.WHOLE) {
                    findings.add(Finding.of(name, other, report));
                } else if (!proven.containsKey(name)) {
                    findings.add(new Finding(
                            name,
                            report.own(),
                            other,
                            report.copy(),
                            MendReport.Outcome.FAILED,
                            "no copy is what the ledger says: the author has the record in its own system"));
                }
            }
        }
        return findings;
    }

    private static void requireThere(Id orgId, CopyState found) throws MemberAwayException {
        if (found.kind() == CopyState.Kind.UNAVAILABLE) {
            throw new MemberAwayException(orgId);
        }
    }

    @Override
    public void close() {
        pairs.values().forEach(CopiedVault::close);
    }
}
