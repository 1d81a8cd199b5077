package dev.quire.health.custody;

import dev.quire.block.PublicKey;
import dev.quire.health.AccessEntry;
import dev.quire.health.Basis;
import dev.quire.health.HealthState;
import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import java.util.Optional;

/**
 * What a custodian judges by, read from the state of the healthcare plugin with the plugin's own rules.
 *
 * @param blockTimeMicros of the block at which is asked what is in force, microseconds since 1970
 */
public record LedgerCustodyView(HealthState state, long blockTimeMicros) implements CustodyView {
    @Override
    public Optional<Access> access(Id aid) {
        return state.access(aid).map(this::access);
    }

    private Access access(AccessEntry entry) {
        return new Access(
                entry.aid(),
                entry.sid(),
                entry.orgId(),
                entry.decision().permitted(),
                state.isInForce(entry, blockTimeMicros),
                entry.request().basis() instanceof Basis.ByEmergency,
                entry.request().rids(),
                entry.request().oneTimeKey(),
                entry.deadlineMicros());
    }

    @Override
    public Optional<Kept> record(Id rid) {
        return state.record(rid).map(LedgerCustodyView::kept);
    }

    private static Kept kept(RecordEntry record) {
        return new Kept(
                record.rid(),
                record.author(),
                record.status() == RecordStatus.ACTIVE,
                record.terms().committee(),
                record.terms().shareRootB(),
                record.terms().shareRootE());
    }

    @Override
    public Optional<Seat> seat(int committee, Id orgId) {
        return state.committee(committee)
                .map(entry -> entry.committee().seats())
                .filter(seats -> seats.contains(orgId))
                .map(seats -> new Seat(seats.indexOf(orgId) + 1, seats.size()));
    }

    @Override
    public boolean mayHaveSigned(Id orgId, PublicKey key) {
        return state.memberOfGateway(key)
                .or(() -> state.memberOfReplaced(key))
                .filter(orgId::equals)
                .isPresent();
    }
}
