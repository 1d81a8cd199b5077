package dev.quire.testkit.junit;

import dev.quire.block.Block;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Sha256;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.spi.state.StateView;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.junit.StateMachineContract.Command;
import dev.quire.testkit.junit.Transcript.Manner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;

/** Executes one history of a contract and writes down what came of it. */
final class ContractRun {
    private static final int BLOCKS_PER_START = 3;
    private static final int LONGEST_SHOWN = 64;

    private final ContractInput input;
    private final int history;
    private final Manner manner;
    private final ContractChain chain;
    private final ContractChain follower;
    private final List<String> lines = new ArrayList<>();
    private SortedMap<Bytes, Bytes> state;
    private long commands;

    ContractRun(PluginUnderTest plugin, ContractInput input, int history, Manner manner) {
        this.input = input;
        this.history = history;
        this.manner = manner;
        this.chain = new ContractChain(plugin, input);
        this.follower = new ContractChain(plugin, input);
        this.state = chain.entries();
        state.forEach(
                (key, value) -> lines.add("history " + history + ", genesis: " + shown(key) + " = " + shown(value)));
    }

    /** What came of all histories. */
    static Transcript transcript(PluginUnderTest plugin, ContractInput input, Manner manner) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < input.histories().size(); i++) {
            all.addAll(new ContractRun(plugin, input, i, manner).lines());
        }
        return new Transcript(all);
    }

    List<String> lines() {
        int height = 0;
        for (List<Command> block : input.blocks(history, manner)) {
            height++;
            run("history " + history + ", block " + height, block);
            if (manner == Manner.DISTURBED && height % BLOCKS_PER_START == 0) {
                chain.restart();
            }
        }
        for (Bytes query : input.queries()) {
            lines.add("history " + history + ", query " + shown(query) + ": " + answer(query));
        }
        return lines;
    }

    private void run(String where, List<Command> block) {
        long afterMicros = block.get(0).after().toNanos() / 1_000;
        List<Transaction> transactions = new ArrayList<>();
        for (Command command : block) {
            transactions.add(chain.transaction(command, commands++, afterMicros));
        }
        if (manner == Manner.DISTURBED) {
            disturb(transactions, afterMicros);
        }
        for (Transaction transaction : transactions) {
            OptionalInt code = chain.machine().check(transaction, chain.state());
            lines.add(where + ": check of " + shown(transaction.payload()) + ": "
                    + (code.isPresent() ? "refusal " + code.getAsInt() : "nothing against it"));
        }
        Block built = chain.build(transactions, afterMicros);
        AppliedBlock applied = chain.commit(built);
        if (manner == Manner.DISTURBED) {
            follower.follow(built);
        }
        for (int i = 0; i < transactions.size(); i++) {
            lines.add(Transcript.outcome(
                    where,
                    "of " + shown(transactions.get(i).payload()) + ": "
                            + shown(applied.results().get(i))));
        }
        changes(where);
        lines.add(where + ": state root " + built.header().stateRoot());
    }

    /** A node may do all this at any time. */
    private void disturb(List<Transaction> transactions, long afterMicros) {
        List<Transaction> otherOrder = new ArrayList<>(transactions);
        Collections.reverse(otherOrder);
        chain.build(otherOrder, afterMicros);
        chain.build(transactions.subList(0, 1), afterMicros);
        for (Transaction transaction : otherOrder) {
            chain.machine().check(transaction, chain.state());
        }
        input.queries().forEach(this::answer);
    }

    private String answer(Bytes query) {
        try {
            return shown(chain.machine().query(query, chain.state()));
        } catch (IllegalArgumentException e) {
            return "not understood";
        }
    }

    private void changes(String where) {
        SortedMap<Bytes, Bytes> after = chain.entries();
        after.forEach((key, value) -> {
            if (!value.equals(state.get(key))) {
                lines.add(where + ": " + shown(key) + " = " + shown(value));
            }
        });
        state.keySet().stream()
                .filter(key -> !after.containsKey(key))
                .forEach(key -> lines.add(where + ": " + shown(key) + " is gone"));
        state = after;
    }

    private static String shown(TransactionResult result) {
        ResultLeaf leaf = result.leaf();
        StringBuilder text = new StringBuilder(
                leaf.outcomeCode() == ResultLeaf.APPLIED ? "applied" : "refused with " + leaf.outcomeCode());
        text.append(", output ")
                .append(shown(result.output()))
                .append(", writes ")
                .append(leaf.writeDigest());
        result.events()
                .forEach(event -> text.append(", event ")
                        .append(event.topic())
                        .append(' ')
                        .append(shown(event.data())));
        return text.toString();
    }

    /** What is long is shown by its hash. */
    static String shown(Bytes bytes) {
        return bytes.size() <= LONGEST_SHOWN
                ? "0x" + bytes.toHex()
                : bytes.size() + " bytes with SHA-256 " + new Sha256().hash(0, bytes);
    }

    /** What is certain to be refused must be refused. */
    static void requireTrueChecks(PluginUnderTest plugin, ContractInput input) {
        for (int i = 0; i < input.histories().size(); i++) {
            ContractChain chain = new ContractChain(plugin, input);
            long number = 0;
            for (Command command : input.histories().get(i)) {
                long afterMicros = command.after().toNanos() / 1_000;
                Transaction transaction = chain.transaction(command, number++, afterMicros);
                StateView state = chain.state();
                OptionalInt foreseen = chain.machine().check(transaction, state);
                Block block = chain.build(List.of(transaction), afterMicros);
                int code = chain.commit(block).results().get(0).leaf().outcomeCode();
                if (foreseen.isPresent() && foreseen.getAsInt() != code) {
                    throw new AssertionError("check foresees refusal " + foreseen.getAsInt() + " of "
                            + shown(command.payload()) + ", but apply comes to "
                            + (code == ResultLeaf.APPLIED ? "applied" : "refusal " + code));
                }
            }
        }
    }
}
