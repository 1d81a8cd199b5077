package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Outcome;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Everything that happened, and whether the plugin did at each step what follows from it. */
final class Tables {
    private final Chronicle chronicle;
    private final RefusalOracle refusals;
    private final AccessOracle accesses;

    /** What became of a command. */
    record Result(HealthCommand command, Optional<Refusal> refusal, Optional<Decision> decision) {}

    Tables(HealthGenesis genesis, Hash chainId, BrokenRules.SignatureCheck signatures) {
        this.chronicle = new Chronicle(genesis);
        this.refusals = new RefusalOracle(chronicle, chainId, signatures);
        this.accesses = new AccessOracle(chronicle);
    }

    /** Fails with an {@link AssertionError} if this is not what the command must have come to. */
    Result require(long height, long now, PublicKey sender, HealthCommand command, Outcome outcome) {
        Set<Refusal> broken = refusals.broken(now, sender, command);
        if (outcome instanceof Outcome.Refused refused) {
            Refusal refusal = Arrays.stream(Refusal.values())
                    .filter(one -> one.number() == refused.code())
                    .findFirst()
                    .orElseThrow();
            assertThat(broken).as("%s", command).contains(refusal);
            return new Result(command, Optional.of(refusal), Optional.empty());
        }
        assertThat(broken).as("%s is applied", command).isEmpty();
        if (command instanceof ReadingCommand.Access access) {
            Decision decision = decode((Outcome.Applied) outcome);
            requireDecision(height, now, sender, access, decision);
            return new Result(command, Optional.empty(), Optional.of(decision));
        }
        chronicle.add(height, now, sender, command, Optional.empty());
        return new Result(command, Optional.empty(), Optional.empty());
    }

    private void requireDecision(
            long height, long now, PublicKey sender, ReadingCommand.Access access, Decision decision) {
        Optional<Chronicle.Told<ReadingCommand.Access>> before = chronicle.access(access.aid());
        if (before.isPresent()) {
            assertThat(Optional.of(decision))
                    .as("%s once more", access)
                    .isEqualTo(before.get().line().decision());
            return;
        }
        assertThat(decision).as("%s", access).isEqualTo(accesses.decide(now, sender, access));
        chronicle.add(height, now, sender, access, Optional.of(decision));
    }

    boolean wasAllowed(HealthQuery.WasAllowed question) {
        return accesses.wasAllowed(question);
    }

    /** Of accesses that were asked for, retries aside. */
    long accesses() {
        return chronicle.all(ReadingCommand.Access.class).count();
    }

    private static Decision decode(Outcome.Applied applied) {
        try {
            return Decision.decode(applied.output());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
