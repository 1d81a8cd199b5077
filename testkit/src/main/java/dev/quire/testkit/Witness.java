package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.MemberSet;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.ledger.CommittedTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Remembers all that a test was told by the nodes, and judges it: at once where it can be, else at the end. */
final class Witness {
    private final CommittedChain chain;
    private final History history;
    private final ReceiptVerifier verifier;
    private final Map<Hash, History.Operation> operations = new TreeMap<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private @Nullable InvariantViolation violation;

    Witness(SimWorld world, CommittedChain chain, SimKeys keys) {
        this.chain = chain;
        this.history = new History(world.time()::nowMicros);
        this.verifier = new ReceiptVerifier(keys.scheme()::verifyMember);
    }

    History history() {
        return history;
    }

    /** Has it been answered anywhere? */
    boolean isAnswered(Transaction transaction) {
        History.Operation operation = operations.get(transaction.id());
        return operation != null && operation.answer().isPresent();
    }

    /** What a future would keep to itself. */
    void judge(Runnable judgement) {
        try {
            judgement.run();
        } catch (InvariantViolation e) {
            violation = e;
        }
    }

    void throwViolation() {
        if (violation != null) {
            throw violation;
        }
    }

    /** To be called before a node hears of it. */
    void submitted(Transaction transaction) {
        operations.computeIfAbsent(transaction.id(), id -> history.submitted(transaction));
    }

    void told(Transaction transaction, CommittedTransaction answer) {
        History.Operation operation = operations.get(transaction.id());
        if (operation != null) {
            history.acknowledged(operation, answer);
        }
    }

    void told(Receipt receipt, MemberSet members) {
        var verification = verifier.verify(receipt, members, Policy.any());
        require(verification.isValid(), "a receipt does not verify: %s", verification);
        receipts.add(receipt);
    }

    /** A read may not miss what stood there before it began. */
    long readFloor() {
        return Math.max(chain.height(), history.newestAcknowledged().height());
    }

    void toldByBarrier(int node, long floor, long height) {
        require(
                height >= floor,
                "node %d confirmed a read at height %d of what had stood at height %d before the read began",
                node,
                height,
                floor);
    }

    /** At the end, when all have come together. */
    void requireKept(List<SimNode> nodes) {
        new Outcomes(nodes, chain, history).requireSame();
        for (Receipt receipt : receipts) {
            Optional<CommittedTransaction> found =
                    chain.transaction(receipt.transaction().id());
            require(
                    found.isPresent()
                            && found.get().height() == receipt.header().height()
                            && found.get().outcomeCode() == receipt.resultLeaf().outcomeCode(),
                    "a receipt says %s, the chain has %s",
                    receipt.resultLeaf(),
                    found);
        }
    }
}
