package dev.quire.client;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.lightclient.LightClient;
import dev.quire.lightclient.Step;
import dev.quire.lightclient.TrustedHead;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.ProvenState.Entry;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.StateReceipt;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.ValidState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Submits and reads by way of several nodes, none of which it trusts: it trusts the members, as far as its policy says.
 * What a node can still do is to be silent, to be slow, and to say what was true a moment ago; so every read says of which
 * height it is, and none is of a lower one than {@link #follow} has come to.
 *
 * <p>For one thread at a time.
 */
public final class VerifyingClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<RemoteNode> nodes;
    private final Optional<HeadFile> file;
    private LightClient chain;

    /**
     * A value as it stood after the block at {@code height}.
     *
     * @param value empty: there was none
     */
    public record Read(Optional<Bytes> value, long height) {}

    /** All entries of a range, and no others, as they stood after the block at {@code height}. */
    public record ReadRange(List<Entry> entries, long height) {
        public ReadRange {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What the state had of each question, and nothing else of it, after the block at {@code height}.
     *
     * @param answers one for each question, in their order
     */
    public record ReadAll(List<List<Entry>> answers, long height) {
        public ReadAll {
            answers = answers.stream().map(List::copyOf).toList();
        }
    }

    /**
     * @param http whose threads and connections are its maker's
     * @param nodes 1 or more APIs of members, such as {@code http://127.0.0.1:7100}
     * @param trusted the chain, and the members at its beginning
     * @param least what each certificate must have besides a quorum
     * @param file where the trusted head is kept; empty: it is forgotten with this object
     * @throws IOException if the file cannot be read, or does not hold a head of that chain which the policy accepts
     */
    public VerifyingClient(HttpClient http, List<URI> nodes, MembersFile trusted, Policy least, Optional<HeadFile> file)
            throws IOException {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("without a node nothing can be asked");
        }
        nodes.forEach(VerifyingClient::requireApi);
        this.nodes =
                nodes.stream().map(uri -> new RemoteNode(http, uri, TIMEOUT)).toList();
        this.file = file;
        LightClient fresh = LightClient.of(new ReceiptVerifier(), trusted.chainId(), trusted.members(), least);
        Optional<TrustedHead> head = file.isPresent() ? file.get().load() : Optional.empty();
        Optional<Invalid> problem = head.flatMap(fresh::problem);
        if (problem.isPresent()) {
            throw new IOException(file.orElseThrow().unusable(problem.get().explanation()));
        }
        this.chain = head.map(fresh::at).orElse(fresh);
    }

    private static void requireApi(URI node) {
        String scheme = String.valueOf(node.getScheme()).toLowerCase(Locale.ROOT);
        if (node.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("a node's API is a URL such as http://127.0.0.1:7100, not " + node);
        }
    }

    /** The newest certified block that was followed to. */
    public Optional<TrustedHead> head() {
        return chain.head();
    }

    /**
     * Asks all nodes, goes on to the newest certified block that any of them shows, and compares what they say.
     *
     * @return the problems of nodes that could not be reached or gave what does not hold, each in one sentence
     * @throws ForkException if nodes show two certified histories
     * @throws UntrustedAnswerException if no node shows a chain that goes on from the trusted head, and one shows another
     * @throws IOException if none can be asked, or the file cannot be written
     */
    public List<String> follow() throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        boolean untrusted = false;
        List<RemoteNode> behind = new ArrayList<>();
        List<RemoteNode> ahead = new ArrayList<>();
        // Each starts from the newest head so far: so a node that has another history is found at once.
        for (RemoteNode node : nodes) {
            Step step;
            try {
                step = follow(node);
            } catch (NodeProblemException e) {
                behind.add(node);
                continue;
            } catch (IOException e) {
                untrusted |= e instanceof UntrustedAnswerException;
                problems.add(node.endpoint() + ": " + e.getMessage());
                continue;
            }
            keep(step);
            ahead.add(node);
        }
        if (ahead.isEmpty()) {
            throw none(
                    untrusted,
                    "no node shows a chain that goes on from the trusted head: " + problems
                            + (behind.isEmpty() ? "" : ", and " + behind.size() + " are behind"));
        }
        for (RemoteNode node : behind) {
            compare(node, ahead, problems);
        }
        return problems;
    }

    private Step follow(RemoteNode node) throws IOException, InterruptedException {
        Step step = chain.follow(fromHead(node));
        refuse(step);
        return step;
    }

    private void keep(Step step) throws IOException {
        if (step instanceof Step.Advanced advanced) {
            if (file.isPresent()) {
                file.get().save(advanced.head());
            }
            chain = chain.at(advanced.head());
        }
    }

    /** Who comes back after a long time trusts a block that the nodes may have dropped; it has the header itself. */
    private HeaderProof fromHead(RemoteNode node) throws IOException, InterruptedException {
        try {
            return node.headerProof(chain.nextProofFrom(), OptionalLong.empty());
        } catch (NodeProblemException e) {
            if (chain.head().isPresent() && e.code().equals("PRUNED")) {
                return node.headerProof(chain.head().get().header());
            }
            throw e;
        }
    }

    /** Holds against each other what two nodes say of one block; a problem is told of the one whose answer it is. */
    private void compare(RemoteNode behind, List<RemoteNode> ahead, List<String> problems)
            throws IOException, InterruptedException {
        Optional<HeaderProof> theirs = answer(behind, node -> node.headerProof(0, OptionalLong.empty()), problems);
        if (theirs.isEmpty()) {
            return;
        }
        long height = theirs.get().anchor().header().height();
        if (height > chain.nextProofFrom()) {
            // It has come further meanwhile, or has a chain on which it cannot show the head.
            Optional<Step> step = answer(behind, this::follow, problems);
            if (step.isPresent()) {
                keep(step.get());
            }
            return;
        }
        for (RemoteNode one : ahead) {
            Optional<HeaderProof> own = answer(one, node -> ownHistory(node, height), problems);
            if (own.isPresent()) {
                var unused = answer(behind, node -> compared(theirs.get(), own.get()), problems);
                return;
            }
        }
    }

    /** What a node that has the trusted head says of an earlier block. */
    private HeaderProof ownHistory(RemoteNode node, long height) throws IOException, InterruptedException {
        HeaderProof own = node.headerProof(height, OptionalLong.of(chain.nextProofFrom()));
        refuse(chain.ownHistory(own));
        if (own.header().height() != height) {
            throw new UntrustedAnswerException(
                    "the answer is of block " + own.header().height() + ", not " + height);
        }
        return own;
    }

    private Step compared(HeaderProof theirs, HeaderProof own) throws UntrustedAnswerException {
        Step step = chain.compare(theirs, own);
        refuse(step);
        return step;
    }

    private static <T> Optional<T> answer(RemoteNode node, Question<T> question, List<String> problems)
            throws InterruptedException {
        try {
            return Optional.of(question.ask(node));
        } catch (IOException e) {
            problems.add(node.endpoint() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void refuse(Step step) throws UntrustedAnswerException {
        if (step instanceof Step.Forked forked) {
            throw new ForkException(forked.fork());
        } else if (step instanceof Step.Refused refused) {
            throw new UntrustedAnswerException(
                    "it does not hold: " + refused.why().explanation());
        }
    }

    /**
     * Submits a transaction and waits for its receipt; a refusal by the plugin has one too. Whoever gets an exception does
     * not know what became of it, and submits the same transaction again.
     *
     * @throws UntrustedAnswerException if no node gave a receipt that holds, and one gave another
     * @throws IOException if none gave a receipt
     */
    public Receipt submit(Transaction transaction) throws IOException, InterruptedException {
        return first(node -> {
            if (!node.submit(transaction)) {
                throw new IOException("no certificate covers transaction " + transaction.id() + " in time");
            }
            Receipt receipt = node.receipt(transaction.id());
            check(receipt);
            if (!receipt.transaction().id().equals(transaction.id())) {
                throw new UntrustedAnswerException("the receipt is of another transaction");
            }
            return receipt;
        });
    }

    /**
     * Reads a value.
     *
     * @throws UntrustedAnswerException if no node gave an answer that holds, and one gave another
     * @throws IOException if none gave an answer
     */
    public Read read(StateKey key) throws IOException, InterruptedException {
        ReadAll found = read(List.of(KeyRange.of(key)));
        return new Read(found.answers().get(0).stream().findFirst().flatMap(Entry::value), found.height());
    }

    /**
     * Reads the entries of one plugin from {@code from}, inclusive, to {@code to}, exclusive.
     *
     * @throws UntrustedAnswerException if no node gave an answer that holds, and one gave another
     * @throws IOException if none gave an answer
     */
    public ReadRange read(StateKey from, StateKey to) throws IOException, InterruptedException {
        ReadAll found = read(List.of(KeyRange.between(from, to)));
        return new ReadRange(found.answers().get(0), found.height());
    }

    /**
     * Reads keys and ranges, all after the same block.
     *
     * @param asked 1 to {@link StateReceipt#MAX_QUESTIONS}
     * @throws NodeProblemException if no node gave an answer that holds, and one says that it is {@linkplain
     *     NodeProblemException#isTooLarge larger} than a proof may be: then ask for less
     * @throws UntrustedAnswerException if no node gave an answer that holds, and one gave another
     * @throws IOException if none gave an answer
     */
    public ReadAll read(List<KeyRange> asked) throws IOException, InterruptedException {
        return first(node -> {
            StateReceipt receipt = node.stateReceipt(asked);
            ValidState valid = (ValidState) check(receipt);
            if (!receipt.asked().equals(asked)) {
                throw new UntrustedAnswerException("the answer is to another question");
            }
            if (valid.height() < chain.nextProofFrom()) {
                throw new UntrustedAnswerException(
                        "the answer is of height " + valid.height() + ", below the trusted head");
            }
            List<List<Entry>> answers =
                    valid.answers().stream().map(Verification.Answer::entries).toList();
            if (answers.stream()
                    .flatMap(List::stream)
                    .anyMatch(entry -> entry.value().isEmpty())) {
                throw new UntrustedAnswerException("the answer leaves a value out");
            }
            return new ReadAll(answers, valid.height());
        });
    }

    private Verification check(Proof proof) throws UntrustedAnswerException {
        Verification verification = chain.verify(proof);
        if (verification instanceof Invalid invalid) {
            throw new UntrustedAnswerException("it does not hold: " + invalid.explanation());
        }
        return verification;
    }

    private interface Question<T> {
        T ask(RemoteNode node) throws IOException, InterruptedException;
    }

    /** The first answer that holds. */
    private <T> T first(Question<T> question) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        boolean untrusted = false;
        Optional<NodeProblemException> tooLarge = Optional.empty();
        for (RemoteNode node : nodes) {
            try {
                return question.ask(node);
            } catch (IOException e) {
                untrusted |= e instanceof UntrustedAnswerException;
                if (e instanceof NodeProblemException problem && problem.isTooLarge()) {
                    tooLarge = Optional.of(problem);
                }
                problems.add(node.endpoint() + ": " + e.getMessage());
            }
        }
        if (tooLarge.isPresent()) {
            throw tooLarge.get();
        }
        throw none(untrusted, "no node gave an answer that holds: " + problems);
    }

    private static IOException none(boolean untrusted, String message) {
        return untrusted ? new UntrustedAnswerException(message) : new IOException(message);
    }
}
