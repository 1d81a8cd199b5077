package dev.quire.health.custody;

import dev.quire.block.PublicKey;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.spi.ledger.Ledger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The custodian's node, asked through its {@link Ledger}: a barrier first, then the state. Each question of a view has the
 * newest snapshot, which is never older than the barrier; what is over by the clock of the chain is judged at a block time
 * not before the barrier's.
 */
public final class LedgerCustody implements CustodyLedger {
    private final Ledger ledger;
    private final Duration timeout;

    /** @param timeout after which a node without a quorum is cut off; 3 seconds by the protocol */
    public LedgerCustody(Ledger ledger, Duration timeout) {
        this.ledger = ledger;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<CustodyView> read() {
        return ledger.readBarrier(timeout)
                .thenApply(height -> new Newest(ledger, ledger.status().blockTimeMicros()));
    }

    private record Newest(Ledger ledger, long blockTimeMicros) implements CustodyView {
        private <T> T ask(Function<CustodyView, T> question) {
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
}
