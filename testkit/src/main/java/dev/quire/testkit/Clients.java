package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.MemberSet;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.RejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Clients of all nodes: they write and read a few keys, and some bring the same bytes to another node when they get
 * impatient. What they learn is judged at once where it can be, else by {@link FinalChecks}.
 */
final class Clients {
    private static final int SENDERS = 3;
    private static final int VALUES = 5;
    private static final long LONG_VALIDITY_MICROS = 12L * 3600 * 1_000_000;
    private static final long SHORT_VALIDITY_MICROS = 2_000_000;
    private static final long MAX_PATIENCE_MICROS = 800_000;
    private static final long PROBE_AGAIN_MICROS = 100_000;
    private static final Duration READ_TIMEOUT = Duration.ofMillis(700);

    private final SimWorld world;
    private final List<SimNode> nodes;
    private final CommittedChain chain;
    private final History history;
    private final RandomGenerator random;
    private final List<Signer> senders;
    private final ReceiptVerifier verifier;
    private final SimulationConfig.Profile profile;
    private @Nullable InvariantViolation violation;
    private boolean resting;
    private Optional<History.Operation> probe = Optional.empty();

    Clients(SimWorld world, List<SimNode> nodes, CommittedChain chain, SimKeys keys, SimulationConfig.Profile profile) {
        this.world = world;
        this.history = new History(world.time()::nowMicros);
        this.nodes = nodes;
        this.chain = chain;
        this.random = world.newRandom();
        this.senders = Stream.generate(keys.newSigner()).limit(SENDERS).toList();
        this.verifier = new ReceiptVerifier(keys.scheme()::verifyMember);
        this.profile = profile;
    }

    History history() {
        return history;
    }

    /** A client's finding, which a future would have kept to itself. */
    void throwViolation() {
        if (violation != null) {
            throw violation;
        }
    }

    void start() {
        world.time().after(1 + random.nextLong(2 * profile.meanClientGapMicros), this::next);
    }

    /** They ask for nothing new. */
    void rest() {
        resting = true;
    }

    private void next() {
        if (resting) {
            return;
        }
        SimNode node = nodes.get(random.nextInt(nodes.size()));
        if (node.isUp()) {
            if (random.nextInt(4) == 0) {
                read(node);
            } else {
                write(node);
            }
        }
        start();
    }

    /**
     * Submits a new transaction, which does not expire soon, to the node. If that goes down before it has answered, or has
     * no room for it now, the same bytes are submitted again.
     */
    History.Operation probe(SimNode node) {
        History.Operation operation =
                history.submitted(newTransaction(node.ledger().chainId(), LONG_VALIDITY_MICROS));
        // Before it is submitted: it may be answered at once.
        probe = Optional.of(operation);
        submit(node, operation);
        return operation;
    }

    private void probeAgain(History.Operation operation) {
        world.time().after(PROBE_AGAIN_MICROS, () -> {
            Optional<SimNode> other = nodes.stream().filter(SimNode::isUp).findFirst();
            other.ifPresentOrElse(node -> submit(node, operation), () -> probeAgain(operation));
        });
    }

    /** Submits one new transaction, which does not expire soon, to all of these nodes, of which there is at least one. */
    History.Operation probe(List<SimNode> all) {
        History.Operation operation = probe(all.get(0));
        all.subList(1, all.size()).forEach(node -> submit(node, operation));
        return operation;
    }

    private History.Operation submitNew(SimNode node, long validityMicros) {
        History.Operation operation =
                history.submitted(newTransaction(node.ledger().chainId(), validityMicros));
        submit(node, operation);
        return operation;
    }

    private void write(SimNode node) {
        History.Operation operation =
                submitNew(node, random.nextInt(8) == 0 ? SHORT_VALIDITY_MICROS : LONG_VALIDITY_MICROS);
        if (random.nextInt(3) == 0) {
            world.time().after(random.nextLong(MAX_PATIENCE_MICROS), () -> submitAgain(operation));
        }
    }

    private void submitAgain(History.Operation operation) {
        SimNode node = nodes.get(random.nextInt(nodes.size()));
        if (node.isUp() && !resting) {
            world.count(Situation.BYTES_SUBMITTED_TWICE);
            submit(node, operation);
        }
    }

    /** One that no other is like. */
    Transaction newTransaction(Hash chainId, long validityMicros) {
        byte[] nonce = new byte[Transaction.NONCE_SIZE];
        random.nextBytes(nonce);
        Signer sender = senders.get(random.nextInt(SENDERS));
        Transaction.Unsigned unsigned = new Transaction.Unsigned(
                chainId,
                KeyValueStateMachine.ID,
                SimClock.WORLD_START_MICROS + world.time().nowMicros() + validityMicros,
                Bytes.wrap(nonce),
                sender.publicKey(),
                newCommand().encoded());
        return unsigned.signed(sender.sign(unsigned.signingBytes()));
    }

    private KeyValueCommand newCommand() {
        return switch (random.nextInt(4)) {
            case 0 -> new KeyValueCommand.Delete(key());
            case 1 ->
                new KeyValueCommand.CompareAndSet(
                        key(), random.nextBoolean() ? Optional.of(value()) : Optional.empty(), value());
            default -> new KeyValueCommand.Put(key(), value());
        };
    }

    private Bytes key() {
        return Bytes.utf8("k" + random.nextInt(profile.keys));
    }

    private Bytes value() {
        return Bytes.utf8("v" + random.nextInt(VALUES));
    }

    private void submit(SimNode node, History.Operation operation) {
        world.trace()
                .record(
                        Trace.Step.SUBMIT,
                        node.number(),
                        operation.transaction().id().hashCode());
        Ledger ledger = node.ledger();
        var unused = ledger.commit(operation.transaction())
                .whenComplete((answer, failure) -> judge(() -> answered(node, operation, answer, failure)));
        if (random.nextInt(4) == 0) {
            askForReceipt(ledger, operation);
        }
    }

    private void askForReceipt(Ledger ledger, History.Operation operation) {
        var unused = ledger.submit(operation.transaction())
                .whenComplete((receipt, failure) -> judge(() -> {
                    if (receipt != null) {
                        verify(operation, receipt, ledger.members());
                    }
                }));
    }

    private void judge(Runnable judgement) {
        try {
            judgement.run();
        } catch (InvariantViolation e) {
            violation = e;
        }
    }

    private void answered(
            SimNode node,
            History.Operation operation,
            @Nullable CommittedTransaction answer,
            @Nullable Throwable failure) {
        if (answer != null) {
            world.trace().record(Trace.Step.ANSWER, node.number(), answer.height());
            world.count(answer.applied() ? Situation.ACKNOWLEDGED : Situation.REFUSED_BY_PLUGIN);
            history.acknowledged(operation, answer);
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            boolean rejected = cause instanceof RejectedException;
            world.trace().record(Trace.Step.ANSWER, node.number(), rejected ? -1 : -2);
            world.count(rejected ? Situation.REJECTED : Situation.OUTCOME_UNKNOWN);
            boolean isFinal =
                    cause instanceof RejectedException no && no.rejection().isFinal();
            if (!isFinal && probe.filter(operation::equals).isPresent()) {
                probeAgain(operation);
            }
        }
    }

    private void verify(History.Operation operation, Receipt receipt, MemberSet members) {
        require(
                receipt.transaction().equals(operation.transaction()),
                "the receipt is of another transaction than the one submitted");
        var verification = verifier.verify(receipt, members, Policy.any());
        require(verification.isValid(), "a receipt does not verify: %s", verification);
        world.count(Situation.RECEIPT_VERIFIED);
    }

    private void read(SimNode node) {
        Bytes key = key();
        long calledAtMicros = world.time().nowMicros();
        long floor = Math.max(chain.height(), history.newestAcknowledged().height());
        Ledger ledger = node.ledger();
        world.trace().record(Trace.Step.READ, node.number(), floor);
        var unused = ledger.readBarrier(READ_TIMEOUT)
                .whenComplete((height, failure) -> judge(() -> {
                    if (failure != null) {
                        world.count(Situation.READ_NOT_CONFIRMED);
                    } else {
                        world.count(Situation.LINEARIZABLE_READ);
                        require(
                                height >= floor,
                                "node %d read at height %d what had stood at height %d before the read began",
                                node.number(),
                                height,
                                floor);
                        history.read(ledger.read(
                                KeyValueStateMachine.ID,
                                (at, state) -> new History.Read(
                                        at,
                                        key,
                                        state.get(key),
                                        calledAtMicros,
                                        world.time().nowMicros())));
                    }
                }));
    }
}
