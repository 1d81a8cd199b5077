package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.health.custody.CustodyView;
import dev.quire.health.custody.LedgerCustodyView;
import dev.quire.spi.ledger.Ledger;
import java.util.Optional;
import java.util.function.Function;

/** A planted error: a custodian that judges by what its node happens to have applied, and waits for no barrier. */
record HastyCustody(Ledger ledger) implements CustodyView {
    private <T> T ask(Function<CustodyView, T> question) {
        long blockTimeMicros = ledger.status().blockTimeMicros();
        return ledger.read(
                HealthStateMachine.ID,
                (height, state) -> question.apply(new LedgerCustodyView(new HealthState(state), blockTimeMicros)));
    }

    @Override
    public Optional<Access> access(Id aid) {
        return ask(view -> view.access(aid));
    }

    @Override
    public Optional<Kept> record(Id rid) {
        return ask(view -> view.record(rid));
    }

    @Override
    public Optional<Seat> seat(int committee, Id orgId) {
        return ask(view -> view.seat(committee, orgId));
    }

    @Override
    public boolean mayHaveSigned(Id orgId, PublicKey key) {
        return ask(view -> view.mayHaveSigned(orgId, key));
    }
}
