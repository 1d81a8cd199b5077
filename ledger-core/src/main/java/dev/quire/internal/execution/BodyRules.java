package dev.quire.internal.execution;

import static dev.quire.internal.execution.RuleBrokenException.require;
import static dev.quire.internal.execution.RuleBrokenException.requireEqual;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Parameters;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The rules about a block's size and transactions, but for what executing them comes to. */
final class BodyRules {
    private final Parameters parameters;
    private final TransactionRules transactionRules;
    private final TransactionSignatures signatures;

    BodyRules(Parameters parameters, TransactionRules transactionRules, TransactionSignatures signatures) {
        this.parameters = parameters;
        this.transactionRules = transactionRules;
        this.signatures = signatures;
    }

    static Hash transactionRoot(List<Transaction> transactions) {
        return MerkleTree.root(MerkleTree.leafHashes(
                transactions.stream().map(Transaction::encoded).toList()));
    }

    /** @param signed the senders' signatures have been checked before */
    void check(Block block, Branch branch, boolean signed) throws RuleBrokenException {
        BlockHeader header = block.header();
        List<Transaction> transactions = block.transactions();
        requireEqual(transactions.size(), header.txCount(), BlockRule.TRANSACTION_COUNT);
        require(
                transactions.size() <= parameters.maxBlockTransactions(),
                BlockRule.TRANSACTION_COUNT,
                () -> "found " + transactions.size() + ", the limit is " + parameters.maxBlockTransactions());
        require(
                block.encoded().size() <= parameters.maxBlockBytes(),
                BlockRule.BLOCK_SIZE,
                () -> "found " + block.encoded().size() + " bytes, the limit is " + parameters.maxBlockBytes());
        requireEqual(transactionRoot(transactions), header.txRoot(), BlockRule.TRANSACTION_ROOT);
        Set<Hash> before = new HashSet<>();
        for (int i = 0; i < transactions.size(); i++) {
            Transaction transaction = transactions.get(i);
            Optional<Rejection> rejection = transactionRules.check(transaction, header.timeMicros());
            if (rejection.isPresent()) {
                throw new RuleBrokenException(
                        BlockRule.TRANSACTION,
                        at(i, transaction) + ": " + rejection.get().explanation());
            }
            boolean seen = !before.add(transaction.id())
                    || branch.holdsUncommitted(transaction.id())
                    || branch.holdsApplied(transaction.id());
            int index = i;
            require(!seen, BlockRule.DUPLICATE, () -> at(index, transaction));
        }
        OptionalInt invalid = signed ? OptionalInt.empty() : signatures.firstInvalid(transactions);
        if (invalid.isPresent()) {
            throw new RuleBrokenException(
                    BlockRule.SIGNATURE, at(invalid.getAsInt(), transactions.get(invalid.getAsInt())));
        }
    }

    private static String at(int index, Transaction transaction) {
        return "at index " + index + " stands " + transaction.id();
    }
}
