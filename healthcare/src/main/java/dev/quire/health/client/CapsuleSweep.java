package dev.quire.health.client;

import dev.quire.health.Effect;
import dev.quire.health.EntryIndex;
import dev.quire.health.GrantEntry;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.Scope;
import dev.quire.health.keys.message.FactorList;
import dev.quire.health.vault.BlobName;
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

    /** May be asked again, and asks each vault for each name: nothing says which vaults took what. */
    List<Fault> drop(GrantEntry grant) throws HealthException {
        if (grant.terms().effect() == Effect.DENY) {
            return List.of();
        }
        List<Id> rids = inScope(grant);
        List<BlobName> names = new ArrayList<>();
        // It was sealed of what was in scope then, which is in scope still.
        for (int part = 0; part * FactorList.MAX_RECORDS < rids.size(); part++) {
            names.add(new BlobName.OfGrant(grant.gid(), part));
        }
        // Also older records have forward capsules: those that no vault gave when it was allowed.
        rids.forEach(rid -> names.add(new BlobName.Forwarded(grant.gid(), rid)));
        return vaults.drop(Custodians.members(desk.chain()).keySet(), names);
    }

    private List<Id> inScope(GrantEntry grant) throws HealthException {
        if (grant.terms().scope() instanceof Scope.Records single) {
            return single.rids();
        }
        List<Id> rids = new ArrayList<>();
        for (Id cid : ((Scope.Compartments) grant.terms().scope()).cids()) {
            desk.chain()
                    .list(EntryIndex.RECORDS_OF_COMPARTMENT, RecordEntry.class, grant.sid(), cid)
                    .entries()
                    .forEach(record -> rids.add(record.rid()));
        }
        return rids;
    }
}
