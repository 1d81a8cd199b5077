package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.junit.StateMachineContract;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

class HealthContractTest extends StateMachineContract {
    private static final int HISTORIES = 10;
    private static final int COMMANDS = 80;
    private static final Cast CAST = new Cast(StateMachineContract::signer);

    @Override
    public StateMachine newStateMachine() {
        return new HealthStateMachine();
    }

    @Override
    public Bytes genesisPayload(Function<String, Signer> signers) {
        return new Scribe(new Cast(signers), Hash.ZERO).genesis().encoded();
    }

    @Override
    protected List<List<Command>> histories() {
        Scribe scribe = new Scribe(CAST, chainId());
        List<List<Command>> histories = new ArrayList<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            histories.add(history(scribe, new RandomCommands(scribe, new Random(seed))));
        }
        return histories;
    }

    private List<Command> history(Scribe scribe, RandomCommands commands) {
        List<Command> history = new ArrayList<>();
        long now = genesisTimeMicros();
        for (RandomCommands.Sent first : RandomCommands.beginning(scribe, now)) {
            history.add(command(first, 0));
        }
        for (int i = 0; i < COMMANDS; i++) {
            long pause = i % 3 == 0 ? commands.pause() : 0;
            now += pause;
            history.add(command(commands.next(now), pause));
        }
        return history;
    }

    private static Command command(RandomCommands.Sent sent, long afterMicros) {
        return new Command(
                CAST.key(sent.sender()), sent.command().encoded(), Duration.of(afterMicros, ChronoUnit.MICROS));
    }

    @Override
    protected List<Bytes> queries() {
        List<HealthQuery> queries = new ArrayList<>();
        for (EntryIndex index : EntryIndex.values()) {
            for (Bytes owner : List.of(
                    Bytes.EMPTY,
                    Town.SID.bytes(),
                    Town.RURAL.bytes(),
                    Town.SID.bytes().concat(Town.CID.bytes()))) {
                if (owner.size() == index.ownerSize()) {
                    queries.add(new HealthQuery.ListEntries(index, owner, Optional.empty(), HealthQuery.MAX_PAGE));
                }
            }
        }
        queries.add(HealthQuery.Find.of(EntryKind.RECORD, Town.RID));
        queries.add(HealthQuery.Find.of(EntryKind.GOVERNANCE));
        RandomCommands commands = new RandomCommands(new Scribe(CAST, Hash.ZERO), new Random(1));
        for (int height = 1; height < 20; height++) {
            queries.add(commands.question(height, genesisTimeMicros() + height));
        }
        return queries.stream().map(HealthQuery::encoded).toList();
    }

    @Override
    protected List<Bytes> malformedPayloads() {
        Bytes whole = new GrantCommand.Revoke(Town.GID).encoded();
        return List.of(Bytes.EMPTY, Bytes.utf8("?"), whole.slice(0, whole.size() - 1), whole.concat(Bytes.utf8("x")));
    }
}
