package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.health.custody.CustodyView;
import dev.quire.spi.ledger.Ledger;
import java.util.Optional;
import java.util.OptionalInt;

/** What a custodian judges by, asked of its node with the queries that every client has. Knows grants as a basis only. */
record QueriedCustody(Ledger ledger, long nowMicros) implements CustodyView {
    private <T extends HealthEntry> Optional<T> find(EntryKind kind, Class<T> type, Id... ids) {
        try {
            Bytes answer = ledger.query(
                    HealthStateMachine.ID, HealthQuery.Find.of(kind, ids).encoded());
            return ((HealthAnswer.Page) HealthAnswer.decode(answer))
                    .as(type).stream().findFirst();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Optional<Access> access(Id aid) {
        return find(EntryKind.ACCESS, AccessEntry.class, aid)
                .map(entry -> new Access(
                        aid,
                        entry.request().sid(),
                        entry.orgId(),
                        entry.decision().permitted(),
                        inForce(entry),
                        false,
                        entry.request().rids(),
                        entry.request().oneTimeKey(),
                        entry.deadlineMicros()));
    }

    private boolean inForce(AccessEntry entry) {
        return entry.request().basis() instanceof Basis.ByGrant basis
                && find(EntryKind.GRANT, GrantEntry.class, basis.gid())
                        .filter(grant -> grant.stands(nowMicros))
                        .isPresent();
    }

    @Override
    public Optional<Kept> record(Id rid) {
        return find(EntryKind.RECORD, RecordEntry.class, rid)
                .map(entry -> new Kept(
                        rid,
                        entry.author(),
                        entry.status() == RecordStatus.ACTIVE,
                        entry.terms().committee(),
                        entry.terms().shareRootB(),
                        entry.terms().shareRootE()));
    }

    @Override
    public OptionalInt seat(int committee, Id orgId) {
        return OptionalInt.of(CustodyStory.MEMBERS.indexOf(orgId) + 1);
    }

    @Override
    public boolean isGateway(Id orgId, PublicKey key) {
        return false;
    }
}
