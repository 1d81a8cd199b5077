package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.junit.StateMachineContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

class HealthContractTest extends StateMachineContract {
    private static final int HISTORIES = 20;
    /** Some fifteen blocks, which is about as long as the times of random grants. */
    private static final int COMMANDS = 70;

    @Override
    public StateMachine newStateMachine() {
        return new HealthStateMachine();
    }

    @Override
    public Bytes genesisPayload(Function<String, Signer> signers) {
        return new HealthGenesis(List.of(Town.REGISTRAR)).encoded();
    }

    /** Random grants begin in the first microseconds. */
    @Override
    protected long genesisTimeMicros() {
        return 0;
    }

    @Override
    protected List<List<Command>> histories() {
        List<List<Command>> histories = new ArrayList<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            histories.add(history(new RandomCommands(new Random(seed))));
        }
        return histories;
    }

    private static List<Command> history(RandomCommands commands) {
        List<Command> history = new ArrayList<>();
        RandomCommands.beginning()
                .forEach(first -> history.add(new Command(RandomCommands.beginner(first), first.encoded())));
        for (int i = 0; i < COMMANDS; i++) {
            HealthCommand command = commands.next();
            history.add(new Command(commands.sender(command), command.encoded()));
        }
        return history;
    }

    @Override
    protected List<Bytes> queries() {
        List<HealthQuery> queries = new ArrayList<>();
        for (HealthQuery.Index index : HealthQuery.Index.values()) {
            queries.add(new HealthQuery.ListEntries(index, Town.SID, Optional.empty(), HealthQuery.MAX_PAGE));
        }
        queries.add(new HealthQuery.ListEntries(
                HealthQuery.Index.ACCESSES_BY_MEMBER, Town.RURAL, Optional.empty(), HealthQuery.MAX_PAGE));
        for (HealthQuery.Kind kind : HealthQuery.Kind.values()) {
            queries.add(new HealthQuery.Find(kind, Town.RID));
        }
        RandomCommands commands = new RandomCommands(new Random(1));
        for (int height = 1; height < 10; height++) {
            queries.add(
                    new HealthQuery.WasAllowed(commands.reader(), commands.rid(), commands.purpose(), height, height));
        }
        return queries.stream().map(HealthQuery::encoded).toList();
    }

    @Override
    protected List<Bytes> malformedPayloads() {
        Bytes whole = new HealthCommand.Revoke(Town.GID).encoded();
        return List.of(Bytes.EMPTY, Bytes.utf8("?"), whole.slice(0, whole.size() - 1), whole.concat(Bytes.utf8("x")));
    }
}
