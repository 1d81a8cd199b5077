package dev.quire.internal.execution;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Parameters;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Builds blocks that keep all rules. */
final class BlockBuilder {
    /** More than a header and the lengths in an encoded block take. */
    private static final int FRAME_SIZE = BlockHeader.MAX_SIZE + 64;

    private final Hash chainId;
    private final Parameters parameters;
    private final Plugins plugins;
    private final TransactionRules transactionRules;
    private final HeaderRules headerRules;

    BlockBuilder(
            Hash chainId,
            Parameters parameters,
            Plugins plugins,
            TransactionRules transactionRules,
            HeaderRules headerRules) {
        this.chainId = chainId;
        this.parameters = parameters;
        this.plugins = plugins;
        this.transactionRules = transactionRules;
        this.headerRules = headerRules;
    }

    /** A block on {@code branch}, executed; empty if there is nothing to propose, or no certificate to go on with. */
    Optional<Fork> build(BuildRequest request, Branch branch, DropListener drops) {
        Tip parent = branch.tip();
        Optional<Certificate> certificate = HeaderRules.toCarry(request.newestCertificate(), branch);
        long lastCertHeight =
                certificate.map(Certificate::height).orElse(parent.header().lastCertHeight());
        long height = parent.height() + 1;
        if (!headerRules.keepsLag(height, lastCertHeight)) {
            return Optional.empty();
        }
        long time = Math.max(Math.addExact(parent.header().timeMicros(), 1), request.wallMicros());
        BlockExecution execution = new BlockExecution(plugins, height, time, branch.state());
        int room = parameters.maxBlockBytes()
                - FRAME_SIZE
                - certificate.map(c -> c.encoded().size()).orElse(0);
        List<Transaction> transactions = fill(execution, request.candidates(), time, room, branch, drops);
        if (transactions.isEmpty() && !request.allowEmpty()) {
            return Optional.empty();
        }
        BlockExecution.Finished finished = execution.finish(parent.tree(), branch);
        BlockHeader header = new BlockHeader(
                chainId,
                height,
                time,
                parent.hash(),
                lastCertHeight,
                certificate.map(Certificate::hash).orElse(parent.header().lastCertHash()),
                request.proposer(),
                BodyRules.transactionRoot(transactions),
                transactions.size(),
                finished.resultRoot(),
                finished.stateRoot(),
                parent.history().root(),
                parent.header().nextMemberSetHash(),
                parent.header().nextMemberSetHash(),
                parent.header().parametersHash(),
                parent.header().pluginVersions(),
                Bytes.EMPTY);
        Block block = new Block(header, certificate, transactions);
        return Optional.of(new Fork(block, finished, parent.history(), branch.head()));
    }

    private List<Transaction> fill(
            BlockExecution execution,
            Iterable<Transaction> candidates,
            long time,
            int room,
            Branch branch,
            DropListener drops) {
        List<Transaction> chosen = new ArrayList<>();
        Set<Hash> ids = new HashSet<>();
        long left = room;
        for (Transaction candidate : candidates) {
            if (!mayEnter(candidate, time, branch, drops) || ids.contains(candidate.id())) {
                continue;
            }
            // The first that does not fit ends the block: it will be among the first of the next one.
            left -= candidate.encoded().size() + Integer.BYTES;
            if (left < 0 || chosen.size() >= parameters.maxBlockTransactions()) {
                break;
            }
            try {
                Execution result = execution.tryNext(candidate);
                if (!execution.hasRoomFor(result)) {
                    break;
                }
                execution.accept(candidate, result);
                chosen.add(candidate);
                ids.add(candidate.id());
            } catch (PluginFailedException e) {
                drops.failed(candidate, e.failure());
            }
        }
        return chosen;
    }

    private boolean mayEnter(Transaction candidate, long time, Branch branch, DropListener drops) {
        Optional<Rejection> rejection = transactionRules.check(candidate, time);
        if (rejection.isEmpty() && branch.holdsApplied(candidate.id())) {
            rejection = Optional.of(Rejection.DUPLICATE);
        }
        rejection.ifPresent(reason -> drops.rejected(candidate, reason));
        // In an uncommitted block it may still be lost with that block, so it is passed over, but not reported.
        return rejection.isEmpty() && !branch.holdsUncommitted(candidate.id());
    }
}
