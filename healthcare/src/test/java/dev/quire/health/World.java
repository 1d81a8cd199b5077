package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Outcome;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** One random history, in which the plugin must do at each step what the {@link Tables} say. */
final class World {
    private static final int COMMANDS = 30;

    private final Random random;
    private final HealthStateMachine plugin;
    private final RandomCommands commands;
    private final MemoryContext context = new MemoryContext();
    private final Tables tables = new Tables(Town.SCRIBE.genesis(), Hash.ZERO, Cast::verify);
    private final Consumer<HealthCommand> next;
    private long height = 1;
    private int index;
    private long now = 20_000 * Scribe.DAY;
    private Optional<RandomCommands.Sent> permitted = Optional.empty();

    /** @param next told of each command before the plugin is */
    World(long seed, Enforcement enforcement, Consumer<HealthCommand> next) {
        this.random = new Random(seed);
        this.plugin = new HealthStateMachine(enforcement);
        this.commands = new RandomCommands(Town.SCRIBE, random);
        this.next = next;
    }

    /** Lives it; fails with an {@link AssertionError} at the first difference. */
    void live(Consumer<Tables.Result> results) {
        plugin.genesis(Town.SCRIBE.genesis().encoded(), context.at(0, 0, now));
        for (RandomCommands.Sent sent : RandomCommands.beginning(Town.SCRIBE, now)) {
            step(sent, result -> assertThat(result.refusal()).isEmpty());
        }
        for (int i = 0; i < COMMANDS; i++) {
            if (random.nextInt(3) > 0) {
                height++;
                index = 0;
                now += commands.pause();
            }
            step(choose(), results);
        }
        for (int i = 0; i < 3; i++) {
            compare(commands.question(random.nextInt((int) height + 2), now - random.nextInt(3) * Town.HOUR));
        }
    }

    private RandomCommands.Sent choose() {
        if (permitted.isPresent() && random.nextInt(4) == 0) {
            ReadingCommand.Access before =
                    (ReadingCommand.Access) permitted.get().command();
            return new RandomCommands.Sent(
                    permitted.get().sender(), random.nextInt(3) == 0 ? before : commands.again(before));
        }
        return commands.next(now);
    }

    private void step(RandomCommands.Sent sent, Consumer<Tables.Result> results) {
        HealthCommand command = sent.command();
        PublicKey sender = Town.SCRIBE.cast().key(sent.sender());
        next.accept(command);
        Outcome outcome = plugin.apply(context.at(height, index++, now).transaction(sender, command.encoded()));
        Tables.Result result = tables.require(height, now, sender, command, outcome);
        if (result.decision().filter(Decision::permitted).isPresent()) {
            permitted = Optional.of(sent);
        }
        results.accept(result);
    }

    private void compare(HealthQuery.WasAllowed question) {
        try {
            HealthAnswer.Allowed answer =
                    (HealthAnswer.Allowed) HealthAnswer.decode(plugin.query(question.encoded(), context));
            assertThat(answer.gid().isPresent()).as("%s", question).isEqualTo(tables.wasAllowed(question));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
