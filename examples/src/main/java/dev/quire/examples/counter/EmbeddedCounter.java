package dev.quire.examples.counter;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.receipt.Receipt;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Embeds one node, counts once, and checks the receipt. Run it twice: the count goes on where it was. */
public final class EmbeddedCounter {
    private EmbeddedCounter() {}

    /** @param args the data directory */
    public static void main(String[] args) throws Exception {
        try (LedgerNode node = LedgerNode.builder()
                .dataDir(Path.of(args[0]))
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start()) {
            Account account = new Account(Ed25519Key.generate(new SecureRandom()));
            Transaction transaction = account.transaction(node.chainId(), CounterStateMachine.ID, Bytes.EMPTY);
            Receipt receipt = node.submit(transaction).get(5, SECONDS);
            System.out.println("receipt: " + receipt.verify(node.members()));
            long count = node.evidence(CounterStateMachine.ID, CounterStateMachine.COUNT, false)
                    .value()
                    .orElseThrow()
                    .asBuffer()
                    .getLong();
            System.out.println("count:   " + count);
        }
    }
}
