package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.MalformedException;
import dev.quire.spi.state.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** Random worlds: what the plugin decides is what a table of everything that happened says. */
class AccessModelProperties {
    private static final int COMMANDS = 25;

    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    void decisionsAreThoseOfTheTable(@ForAll long seed) throws MalformedException {
        Random random = new Random(seed);
        RandomCommands commands = new RandomCommands(random);
        AccessOracle oracle = new AccessOracle();
        MemoryContext context = world(oracle);
        HealthStateMachine plugin = new HealthStateMachine();
        long height = 1;
        int index = 9;
        Optional<HealthCommand.Access> permitted = Optional.empty();
        for (int i = 0; i < COMMANDS; i++) {
            boolean newBlock = random.nextInt(3) > 0;
            height += newBlock ? 1 : 0;
            index = newBlock ? 0 : index + 1;
            long time = Math.min(height / 2, RandomCommands.TIMES);
            HealthCommand command =
                    permitted.isPresent() && random.nextInt(3) == 0 ? commands.again(permitted.get()) : commands.next();
            PublicKey sender = commands.sender(command);
            context.at(height, index, time).transaction(sender, command.encoded());
            Outcome outcome = plugin.apply(context);
            if (outcome instanceof Outcome.Applied applied) {
                if (command instanceof HealthCommand.Access access) {
                    Decision expected = oracle.decide(height, time, sender, access);
                    assertThat(Decision.decode(applied.output()))
                            .as("%s", access)
                            .isEqualTo(expected);
                    Statistics.label("decision").collect(expected);
                    boolean byGrant = access.basis() instanceof Basis.ByGrant;
                    permitted = byGrant && expected == Decision.PERMITTED ? Optional.of(access) : permitted;
                } else {
                    oracle.applied(height, time, command);
                }
            }
        }
        for (Decision decision : Decision.values()) {
            Statistics.label("decision").coverage(check -> check.check(decision).count(times -> times > 50));
        }
        for (int i = 0; i < 4; i++) {
            HealthQuery.WasAllowed question = new HealthQuery.WasAllowed(
                    commands.reader(),
                    commands.rid(),
                    commands.purpose(),
                    random.nextInt((int) height + 1),
                    random.nextInt(RandomCommands.TIMES));
            HealthAnswer.Allowed answer =
                    (HealthAnswer.Allowed) HealthAnswer.decode(plugin.query(question.encoded(), context));
            assertThat(answer.gid().isPresent()).as("%s", question).isEqualTo(oracle.wasAllowed(question));
            Statistics.label("was allowed").collect(answer.gid().isPresent());
        }
    }

    /** As {@link RandomCommands#beginning} leaves it. */
    private static MemoryContext world(AccessOracle oracle) {
        MemoryContext context = new MemoryContext();
        HealthStateMachine plugin = new HealthStateMachine();
        plugin.genesis(new HealthGenesis(List.of(Town.REGISTRAR)).encoded(), context.at(0, 0, 0));
        List<HealthCommand> first = RandomCommands.beginning();
        for (int i = 0; i < first.size(); i++) {
            PublicKey sender = RandomCommands.beginner(first.get(i));
            context.at(1, i, 0).transaction(sender, first.get(i).encoded());
            assertThat(plugin.apply(context)).isInstanceOf(Outcome.Applied.class);
            oracle.applied(1, 0, first.get(i));
        }
        return context;
    }
}
