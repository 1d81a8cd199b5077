package dev.quire.health.client;

import dev.quire.health.EntryIndex;
import dev.quire.health.GrantEntry;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.Scope;
import dev.quire.health.vault.BlobName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Has the vaults forget the capsules of a permission that has ended. Blocks. */
final class CapsuleSweep {
    private final Desk desk;
    private final Vaults vaults;

    CapsuleSweep(Desk desk, Vaults vaults) {
        this.desk = desk;
        this.vaults = vaults;
    }

    List<Fault> drop(GrantEntry grant) throws HealthException {
        List<BlobName> forwarded = new ArrayList<>();
        if (grant.terms().includeNew()) {
            for (RecordEntry record : written(grant)) {
                if (record.written().compareTo(grant.granted()) > 0) {
                    forwarded.add(new BlobName.Forwarded(grant.gid(), record.rid()));
                }
            }
        }
        List<Fault> faults = new ArrayList<>();
        for (Id orgId : Custodians.members(desk.chain()).keySet()) {
            try {
                dropParts(orgId, grant.gid());
                faults.addAll(vaults.drop(List.of(orgId), forwarded));
            } catch (IOException e) {
                faults.add(Fault.of(orgId, Fault.Kind.SILENT, "did not drop the capsules: " + e.getMessage()));
            }
        }
        return faults;
    }

    private void dropParts(Id orgId, Id gid) throws IOException {
        for (int part = 0; part < GrantFactors.MAX_PARTS; part++) {
            if (!vaults.of(orgId).delete(new BlobName.OfGrant(gid, part))) {
                return;
            }
        }
    }

    private List<RecordEntry> written(GrantEntry grant) throws HealthException {
        List<RecordEntry> records = new ArrayList<>();
        for (Id cid : ((Scope.Compartments) grant.terms().scope()).cids()) {
            records.addAll(desk.chain()
                    .list(EntryIndex.RECORDS_OF_COMPARTMENT, RecordEntry.class, grant.sid(), cid)
                    .entries());
        }
        return records;
    }
}
