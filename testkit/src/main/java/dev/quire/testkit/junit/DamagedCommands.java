package dev.quire.testkit.junit;

import dev.quire.block.PublicKey;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.junit.StateMachineContract.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Gives a machine what is no command, after each of its histories. */
final class DamagedCommands {
    private static final int MOST = 500;
    private static final int MOST_GARBAGE_BYTES = 100;

    private final PluginUnderTest plugin;
    private final ContractInput input;
    private final SplittableRandom random = new SplittableRandom(1);

    DamagedCommands(PluginUnderTest plugin, ContractInput input) {
        this.plugin = plugin;
        this.input = input;
    }

    /** Any outcome will do: what is damaged may be another command. */
    void requireOutcomes() {
        for (int i = 0; i < input.histories().size(); i++) {
            ContractChain chain = afterHistory(i);
            List<Command> history = input.histories().get(i);
            for (int j = 0; j < MOST && !history.isEmpty(); j++) {
                Command whole = history.get(random.nextInt(history.size()));
                commit(chain, new Command(whole.sender(), damaged(whole.payload())), j);
            }
        }
    }

    void requireRefusals(List<Bytes> payloads) {
        for (int i = 0; i < input.histories().size(); i++) {
            ContractChain chain = afterHistory(i);
            PublicKey sender = input.histories().get(i).stream()
                    .map(Command::sender)
                    .findFirst()
                    .orElse(StateMachineContract.signer("anyone").publicKey());
            for (int j = 0; j < payloads.size(); j++) {
                AppliedBlock applied = commit(chain, new Command(sender, payloads.get(j)), j);
                if (applied.results().get(0).leaf().outcomeCode() == ResultLeaf.APPLIED) {
                    throw new AssertionError(
                            "the machine applied what is no command: " + ContractRun.shown(payloads.get(j)));
                }
            }
        }
    }

    /** An IllegalArgumentException says that a query is not understood; any other is a defect. */
    void requireAnswers() {
        for (int i = 0; i < input.histories().size(); i++) {
            ContractChain chain = afterHistory(i);
            for (Bytes query : queries()) {
                requireAnswer(chain, query);
            }
        }
    }

    private static void requireAnswer(ContractChain chain, Bytes query) {
        try {
            chain.machine().query(query, chain.state());
        } catch (RuntimeException e) {
            if (!(e instanceof IllegalArgumentException)) {
                throw new AssertionError(
                        "a query that a plugin does not understand it refuses with an IllegalArgumentException, not with "
                                + e + ": " + ContractRun.shown(query),
                        e);
            }
        }
    }

    private List<Bytes> queries() {
        List<Bytes> queries = new ArrayList<>(input.queries());
        for (int i = 0; i < MOST; i++) {
            Bytes whole = input.queries().isEmpty()
                    ? Bytes.EMPTY
                    : input.queries().get(random.nextInt(input.queries().size()));
            queries.add(damaged(whole));
        }
        return queries;
    }

    private ContractChain afterHistory(int history) {
        ContractChain chain = new ContractChain(plugin, input);
        long number = MOST;
        for (Command command : input.histories().get(history)) {
            commit(chain, command, number++);
        }
        return chain;
    }

    private static AppliedBlock commit(ContractChain chain, Command command, long number) {
        long afterMicros = command.after().toNanos() / 1_000;
        Transaction transaction = chain.transaction(command, number, afterMicros);
        chain.machine().check(transaction, chain.state());
        return chain.commit(chain.build(List.of(transaction), afterMicros));
    }

    private Bytes damaged(Bytes whole) {
        byte[] bytes = whole.toArray();
        switch (random.nextInt(4)) {
            case 0 -> {
                return whole.slice(0, random.nextInt(bytes.length + 1));
            }
            case 1 -> {
                return whole.concat(garbage());
            }
            case 2 -> {
                return garbage();
            }
            default -> {
                for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 4 : 256);
                }
                return Bytes.wrap(bytes);
            }
        }
    }

    private Bytes garbage() {
        byte[] bytes = new byte[random.nextInt(MOST_GARBAGE_BYTES)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
