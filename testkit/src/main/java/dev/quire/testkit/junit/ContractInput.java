package dev.quire.testkit.junit;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.testkit.junit.StateMachineContract.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a machine is given in both JVMs. The child is handed the bytes, so that a generator's whims do not matter. */
record ContractInput(long genesisTimeMicros, Bytes genesisPayload, List<List<Command>> histories, List<Bytes> queries) {
    private static final int MOST_IN_BLOCK = 8;

    ContractInput {
        histories = histories.stream().map(List::copyOf).toList();
        queries = List.copyOf(queries);
    }

    /** A history cut into blocks, in the same way every time. */
    List<List<Command>> blocks(int history, Transcript.Manner manner) {
        SplittableRandom random = new SplittableRandom(history);
        List<List<Command>> blocks = new ArrayList<>();
        int left = 0;
        for (Command command : histories.get(history)) {
            if (left == 0 || !command.after().isZero()) {
                blocks.add(new ArrayList<>());
                left = manner == Transcript.Manner.ONE_BY_ONE ? 1 : 1 + random.nextInt(MOST_IN_BLOCK);
            }
            blocks.get(blocks.size() - 1).add(command);
            left--;
        }
        return blocks;
    }

    Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter()
                .u64(genesisTimeMicros)
                .bytes(genesisPayload)
                .u32(histories.size());
        for (List<Command> history : histories) {
            out.u32(history.size());
            for (Command command : history) {
                out.fixed(command.sender().bytes())
                        .bytes(command.payload())
                        .u64(command.after().toNanos());
            }
        }
        out.u32(queries.size());
        queries.forEach(out::bytes);
        return out.toBytes();
    }

    static ContractInput decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = new CanonicalReader("contract input", bytes);
        long genesisTimeMicros = in.u64();
        Bytes genesisPayload = in.bytes(in.remaining());
        List<List<Command>> histories = new ArrayList<>();
        for (int left = in.count32(in.remaining()); left > 0; left--) {
            histories.add(readHistory(in));
        }
        List<Bytes> queries = new ArrayList<>();
        for (int left = in.count32(in.remaining()); left > 0; left--) {
            queries.add(in.bytes(in.remaining()));
        }
        in.end();
        return new ContractInput(genesisTimeMicros, genesisPayload, histories, queries);
    }

    private static List<Command> readHistory(CanonicalReader in) throws MalformedException {
        List<Command> history = new ArrayList<>();
        for (int left = in.count32(in.remaining()); left > 0; left--) {
            PublicKey sender = new PublicKey(in.fixed(PublicKey.SIZE));
            history.add(new Command(sender, in.bytes(in.remaining()), Duration.ofNanos(in.u64())));
        }
        return history;
    }
}
